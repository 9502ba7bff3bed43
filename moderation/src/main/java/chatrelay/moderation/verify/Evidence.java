package chatrelay.moderation.verify;

import static chatrelay.moderation.unicode.CharacterFacts.DIGIT;
import static chatrelay.moderation.unicode.CharacterFacts.LATIN;
import static chatrelay.moderation.unicode.CharacterFacts.SEPARATOR;
import static chatrelay.moderation.unicode.CharacterFacts.TWIN;
import static chatrelay.moderation.unicode.CharacterFacts.UPPER;
import static chatrelay.moderation.unicode.CharacterFacts.kind;
import static chatrelay.moderation.unicode.CharacterFacts.script;

import chatrelay.moderation.compile.Patterns;
import chatrelay.moderation.lists.Folding;
import chatrelay.moderation.text.Elements;
import chatrelay.moderation.unicode.CharacterTable;

/**
 * Weighs what a possible match is made of: true letters, look-alikes, digits and symbols. Scratch
 * memory of one thread.
 */
final class Evidence {
  private static final int COMMON = 0;

  private static final int SHORTEST_SPELLED = 4;

  /** How far to look over capital I for the letter that tells its case. */
  private static final int REACH = 3;

  private int letters;
  private int digits;
  private int symbols;
  private int shapes;
  private int foreign;
  private int weak;
  private int script;
  private boolean identical;

  /** Letters of two scripts other than Latin stand for one word: no language writes like that. */
  private boolean mixed;

  private boolean parenthesis;

  /** A currency sign stands before a digit: a price. */
  private boolean price;

  void reset() {
    letters = 0;
    digits = 0;
    symbols = 0;
    shapes = 0;
    foreign = 0;
    weak = 0;
    script = -1;
    identical = true;
    mixed = false;
    parenthesis = false;
    price = false;
  }

  /** One letter and symbols among digits spell a word when it is long and no price. */
  private boolean isSpelled(int written) {
    boolean word = written == 1 && symbols > 0;
    return word && written + symbols + digits >= SHORTEST_SPELLED && !price;
  }

  /** The folding stages used so far that belong to substitution, as bits. */
  int stages() {
    int used = foreign + shapes > 0 ? Folding.HOMOGLYPHS.bit() : 0;
    return digits + symbols > 0 ? used | Folding.LEET.bit() : used;
  }

  boolean isLiteral() {
    return digits + symbols + shapes + foreign == 0;
  }

  /** True when a digit or a symbol stands for a letter. */
  boolean hasSubstitutes() {
    return digits + symbols > 0;
  }

  /** True when one digit or symbol is all that is not written as it should be. */
  boolean isOneSubstitution() {
    return digits + symbols == 1 && shapes + foreign == 0;
  }

  /** Counts an element that is to stand for a rule's letter; false when it can't. */
  boolean count(Elements elements, int at, int wanted) {
    int letter = elements.letter[at];
    int facts = elements.facts[at];
    if (letter == (wanted & Patterns.LETTER_MASK)) {
      letters++;
      return true;
    }
    if ((wanted & Patterns.EXACT) != 0) {
      return false;
    }
    int kind = kind(facts);
    if (kind == DIGIT) {
      digits++;
      return true;
    }
    if (kind == SEPARATOR) {
      symbols++;
      parenthesis |= elements.raw[at] == '(';
      price |= isCurrency(elements.raw[at]) && isDigit(elements, at + 1);
      return true;
    }
    return countShape(elements, at, facts, wanted & Patterns.LETTER_MASK);
  }

  /** Whether {@link #count} would take an element for a rule's letter; counts nothing. */
  static boolean fits(Elements elements, int at, int wanted) {
    int letter = wanted & Patterns.LETTER_MASK;
    if (elements.letter[at] == letter) {
      return true;
    }
    if ((wanted & Patterns.EXACT) != 0) {
      return false;
    }
    int facts = elements.facts[at];
    int kind = kind(facts);
    if (kind == DIGIT || kind == SEPARATOR) {
      return true;
    }
    if (letter < 128 && elements.letter[at] < 128) {
      return isStrokeMistaken(elements, at);
    }
    int own = script(facts);
    return own == LATIN || own != script(CharacterTable.facts(letter));
  }

  private static boolean isCurrency(int codePoint) {
    return codePoint == '$' || codePoint == '€' || codePoint == '£' || codePoint == '¥';
  }

  private static boolean isDigit(Elements elements, int at) {
    return at < elements.count && kind(elements.facts[at]) == DIGIT;
  }

  private boolean countShape(Elements elements, int at, int facts, int wanted) {
    if (wanted < 128 && elements.letter[at] < 128) {
      shapes++;
      return isStrokeMistaken(elements, at);
    }
    int own = script(facts);
    int other = script(CharacterTable.facts(wanted));
    if (own == other && own != LATIN) {
      return false;
    }
    if (own == COMMON || own == other) {
      shapes++;
      return true;
    }
    foreign++;
    weak += (facts & TWIN) == 0 && own != LATIN ? 1 : 0;
    identical &= own == LATIN || Scripts.isIdentical(facts);
    mixed |= script >= 0 && script != own && script != LATIN && own != LATIN;
    script = own;
    return true;
  }

  /** Capital I next to small letters passes for l, small l next to capitals for I. */
  private static boolean isStrokeMistaken(Elements elements, int at) {
    int raw = elements.raw[at];
    if (raw == 'I') {
      return isCase(elements, at, -1, false) || isCase(elements, at, 1, false);
    }
    return raw == 'l' && (isCase(elements, at, -1, true) || isCase(elements, at, 1, true));
  }

  private static boolean isCase(Elements elements, int at, int step, boolean upper) {
    int near = at + step;
    for (int i = 0; i < REACH; i++, near += step) {
      if (near < 0 || near >= elements.count) {
        return false;
      }
      if (elements.raw[near] != 'I' && elements.raw[near] != 'l') {
        boolean letter = kind(elements.facts[near]) == 2;
        return letter && ((elements.facts[near] & UPPER) != 0) == upper;
      }
    }
    return false;
  }

  /** Whether all that was counted makes a disguise rather than a number, a price or a language. */
  boolean suffices(Scripts scripts, boolean closed, boolean spaced) {
    if (parenthesis && closed) {
      return false;
    }
    if (spaced && symbols > 0 && letters + shapes + foreign < 2) {
      return false;
    }
    int written = letters + shapes + foreign;
    if (digits + symbols > 0) {
      boolean signs = digits == 0 ? written + symbols >= 3 : isSpelled(written);
      boolean enough = written >= 2 || signs;
      if (!enough) {
        return false;
      }
    }
    if (foreign == 0 || mixed) {
      return true;
    }
    if (letters + shapes > 0) {
      return weak == 0 || letters + shapes >= weak;
    }
    boolean unproven = weak == 0 && !scripts.isProven(script);
    return unproven && (identical || scripts.hasLatin());
  }
}
