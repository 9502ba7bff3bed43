package chatrelay.moderation.text;

import static chatrelay.moderation.unicode.CharacterFacts.ACCENT;
import static chatrelay.moderation.unicode.CharacterFacts.COMPOSES;
import static chatrelay.moderation.unicode.CharacterFacts.MULTIPLE;
import static chatrelay.moderation.unicode.CharacterFacts.SEPARATOR;
import static chatrelay.moderation.unicode.CharacterFacts.SPACE;
import static chatrelay.moderation.unicode.CharacterFacts.TRANSPARENT;
import static chatrelay.moderation.unicode.CharacterFacts.alternate;
import static chatrelay.moderation.unicode.CharacterFacts.clusterBreak;
import static chatrelay.moderation.unicode.CharacterFacts.kind;
import static chatrelay.moderation.unicode.CharacterFacts.literal;
import static chatrelay.moderation.unicode.CharacterFacts.lookAlike;

import chatrelay.moderation.unicode.CharacterTable;
import chatrelay.moderation.unicode.Composition;
import chatrelay.moderation.unicode.Graphemes;
import java.util.Arrays;

/**
 * A stretch of text as visible elements, each with where it stands and what it may stand for.
 *
 * <p>Invisible characters and decorating marks belong to the element before them. A ligature gives
 * several elements with the same place. Scratch memory of one thread, reused.
 */
public final class Elements {
  /** Trail bit: marks follow the element. */
  public static final int MARKED = 1;

  /** Trail bit: invisible characters follow the element. */
  public static final int HIDDEN = 2;

  public int count;
  public int[] start = new int[64];
  public int[] end = new int[64];
  public int[] raw = new int[64];
  public int[] facts = new int[64];
  public int[] letter = new int[64];
  public char[] symbol = new char[64];
  public char[] alternative = new char[64];
  public byte[] trail = new byte[64];
  public int[] firstMark = new int[64];

  /** Whether any element is a symbol that can stand for a letter, a digit, or an alternative. */
  public boolean hasSymbols;

  public boolean hasDigits;
  public boolean hasGaps;
  public boolean hasAlternatives;

  /** Whether there are regional indicators: letters by themselves, flags in pairs. */
  public boolean hasFlags;

  /** The last closing parenthesis, or -1: before one, an opening parenthesis is no letter c. */
  public int lastClosing;

  private final Alphabet alphabet;

  public Elements(Alphabet alphabet) {
    this.alphabet = alphabet;
  }

  /** Reads {@code text[from..to)}; places are indexes into that array. */
  public void read(char[] text, int from, int to) {
    count = 0;
    hasSymbols = false;
    hasDigits = false;
    hasGaps = false;
    hasAlternatives = false;
    hasFlags = false;
    lastClosing = -1;
    int position = from;
    while (position < to) {
      int codePoint = Character.codePointAt(text, position, to);
      int next = position + Character.charCount(codePoint);
      int facts = CharacterTable.facts(codePoint);
      if (kind(facts) == TRANSPARENT) {
        attach(codePoint, facts);
      } else if ((facts & COMPOSES) == 0 || !compose(codePoint, next)) {
        append(codePoint, facts, position, next);
      }
      position = next;
    }
  }

  private void attach(int codePoint, int facts) {
    if (count == 0) {
      return;
    }
    boolean mark = (facts & ACCENT) != 0;
    trail[count - 1] |= (byte) (mark ? MARKED : HIDDEN);
    if (mark && firstMark[count - 1] == 0) {
      firstMark[count - 1] = codePoint;
    }
  }

  private boolean compose(int codePoint, int next) {
    if (count == 0) {
      return false;
    }
    int composed = Composition.of(letter[count - 1], codePoint);
    if (composed == 0) {
      return false;
    }
    letter[count - 1] = composed;
    raw[count - 1] = composed;
    facts[count - 1] = CharacterTable.facts(composed);
    symbol[count - 1] = (char) alphabet.symbol(facts[count - 1], 0, composed);
    end[count - 1] = next;
    return true;
  }

  private void append(int codePoint, int facts, int from, int to) {
    int folds = CharacterTable.folds(codePoint);
    if ((facts & MULTIPLE) != 0) {
      for (int part : CharacterTable.expansion(literal(folds))) {
        add(codePoint, facts, part, lookAlike(CharacterTable.folds(part)), from, to);
      }
      return;
    }
    int folded = literal(folds) == 0 ? codePoint : literal(folds);
    int at = add(codePoint, facts, folded, lookAlike(folds), from, to);
    if (alternate(folds) != 0) {
      alternative[at] = (char) Alphabet.latin(alternate(folds));
      hasAlternatives = true;
    }
  }

  private int add(int codePoint, int facts, int folded, int look, int from, int to) {
    if (count == start.length) {
      grow();
    }
    int at = count++;
    if (codePoint == ')') {
      lastClosing = at;
    }
    start[at] = from;
    end[at] = to;
    raw[at] = codePoint;
    this.facts[at] = facts;
    letter[at] = folded;
    symbol[at] = kind(facts) == SPACE ? 0 : (char) alphabet.symbol(facts, look, folded);
    alternative[at] = 0;
    trail[at] = 0;
    firstMark[at] = 0;
    hasGaps |= symbol[at] == Alphabet.GAP;
    hasSymbols |= kind(facts) == SEPARATOR && symbol[at] != 0;
    hasFlags |= clusterBreak(facts) == Graphemes.REGIONAL_INDICATOR;
    hasDigits |= kind(facts) == chatrelay.moderation.unicode.CharacterFacts.DIGIT;
    return at;
  }

  /** True for a symbol, not letter nor digit, that can stand for a letter. */
  public boolean isSymbol(int at) {
    return kind(facts[at]) == SEPARATOR && symbol[at] != Alphabet.GAP;
  }

  private void grow() {
    int capacity = count * 2;
    start = Arrays.copyOf(start, capacity);
    end = Arrays.copyOf(end, capacity);
    raw = Arrays.copyOf(raw, capacity);
    facts = Arrays.copyOf(facts, capacity);
    letter = Arrays.copyOf(letter, capacity);
    symbol = Arrays.copyOf(symbol, capacity);
    alternative = Arrays.copyOf(alternative, capacity);
    trail = Arrays.copyOf(trail, capacity);
    firstMark = Arrays.copyOf(firstMark, capacity);
  }
}
