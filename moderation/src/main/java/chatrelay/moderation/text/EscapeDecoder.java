package chatrelay.moderation.text;

import chatrelay.moderation.lists.Folding;
import java.util.Map;
import java.util.Set;

/**
 * Undoes HTML character references, percent escapes and inline markup tags.
 *
 * <p>A tag that formats inside a line vanishes, so that the word around it is whole again; a tag
 * that breaks the line stays and separates. Scratch memory of one thread.
 */
public final class EscapeDecoder {
  private static final int LONGEST_NAME = 10;
  private static final int LONGEST_TAG = 200;
  private static final int ENTITIES = Folding.ENTITIES.bit();
  private static final int MARKUP = Folding.MARKUP.bit();

  private static final Set<String> INLINE_TAGS =
      Set.of(
          "a", "abbr", "b", "big", "bdi", "bdo", "code", "color", "del", "em", "font", "i", "ins",
          "kbd", "mark", "q", "s", "size", "small", "span", "strike", "strong", "sub", "sup", "tt",
          "u", "url", "var", "wbr");

  private static final Map<String, Integer> NAMES =
      Map.ofEntries(
          Map.entry("shy", 0xAD),
          Map.entry("zwnj", 0x200C),
          Map.entry("zwj", 0x200D),
          Map.entry("lrm", 0x200E),
          Map.entry("rlm", 0x200F),
          Map.entry("ZeroWidthSpace", 0x200B),
          Map.entry("NoBreak", 0x2060),
          Map.entry("nbsp", 0xA0),
          Map.entry("ensp", 0x2002),
          Map.entry("emsp", 0x2003),
          Map.entry("thinsp", 0x2009),
          Map.entry("hairsp", 0x200A),
          Map.entry("Tab", 9),
          Map.entry("NewLine", 10),
          Map.entry("amp", (int) '&'),
          Map.entry("lt", (int) '<'),
          Map.entry("gt", (int) '>'),
          Map.entry("quot", (int) '"'),
          Map.entry("apos", (int) '\''),
          Map.entry("num", (int) '#'),
          Map.entry("percnt", (int) '%'),
          Map.entry("dollar", (int) '$'),
          Map.entry("commat", (int) '@'),
          Map.entry("excl", (int) '!'),
          Map.entry("plus", (int) '+'),
          Map.entry("period", (int) '.'),
          Map.entry("comma", (int) ','),
          Map.entry("hyphen", 0x2010),
          Map.entry("dash", 0x2010),
          Map.entry("ndash", 0x2013),
          Map.entry("mdash", 0x2014),
          Map.entry("lowbar", (int) '_'),
          Map.entry("middot", 0xB7),
          Map.entry("bull", 0x2022),
          Map.entry("szlig", 0xDF),
          Map.entry("euro", 0x20AC),
          Map.entry("cent", 0xA2));

  private static final Map<String, Integer> ACCENTS =
      Map.of(
          "grave", 0x300, "acute", 0x301, "circ", 0x302, "tilde", 0x303, "uml", 0x308, "ring",
          0x30A, "cedil", 0x327, "slash", 0x338, "caron", 0x30C);

  private char[] text = new char[0];
  private int length;
  private MappedText output = new MappedText();

  /** True where the unit at {@code at} may begin something to undo. */
  public static boolean mayBegin(char[] text, int at, int length) {
    if (at + 2 >= length) {
      return false;
    }
    char next = text[at + 1];
    return switch (text[at]) {
      case '&' -> next == '#' || isLatin(next);
      case '%' -> hex(next) >= 0 && hex(text[at + 2]) >= 0;
      case '<', '[' -> isLatin(next) || next == '/' || next == '!';
      default -> false;
    };
  }

  /** Writes the decoded text; false, and nothing written, when there was nothing to undo. */
  public boolean decode(char[] source, int sourceLength, MappedText decoded) {
    text = source;
    length = sourceLength;
    output = decoded;
    output.clear();
    int first = firstEscape();
    if (first == length) {
      return false;
    }
    output.clear();
    for (int at = 0; at < first; at++) {
      output.append(text[at], at, at + 1, 0);
    }
    for (int at = first; at < length; ) {
      int next = mayBegin(text, at, length) ? escape(at) : at;
      if (next == at) {
        output.append(text[at], at, at + 1, 0);
        next++;
      }
      at = next;
    }
    return true;
  }

  /** Where something to undo begins, or the length. */
  private int firstEscape() {
    int at = 0;
    while (at < length && !(mayBegin(text, at, length) && escape(at) != at)) {
      at++;
    }
    return at;
  }

  private int escape(int at) {
    return switch (text[at]) {
      case '&' -> text[at + 1] == '#' ? number(at) : name(at);
      case '%' -> percent(at);
      default -> tag(at);
    };
  }

  private int number(int at) {
    int position = at + 2;
    boolean hexadecimal = position < length && (text[position] | 0x20) == 'x';
    position += hexadecimal ? 1 : 0;
    int radix = hexadecimal ? 16 : 10;
    int value = 0;
    int digits = 0;
    while (position < length && digits < 9 && value <= Character.MAX_CODE_POINT) {
      int digit = hex(text[position]);
      if (digit < 0 || digit >= radix) {
        break;
      }
      value = value * radix + digit;
      digits++;
      position++;
    }
    boolean scalar = value <= Character.MAX_CODE_POINT && (value < 0xD800 || value > 0xDFFF);
    if (digits == 0 || !scalar) {
      return at;
    }
    position += position < length && text[position] == ';' ? 1 : 0;
    output.appendCodePoint(value, at, position, ENTITIES);
    return position;
  }

  private int name(int at) {
    int position = at + 1;
    int limit = Math.min(length, at + 16);
    while (position < limit && isLatin(text[position])) {
      position++;
    }
    if (position >= length || text[position] != ';') {
      return at;
    }
    String name = new String(text, at + 1, position - at - 1);
    Integer character = NAMES.get(name);
    Integer accent = character == null ? ACCENTS.get(name.substring(1)) : null;
    if (character != null) {
      output.appendCodePoint(character, at, position + 1, ENTITIES);
    } else if (accent != null) {
      output.append(name.charAt(0), at, position + 1, ENTITIES);
      output.appendCodePoint(accent, at, position + 1, ENTITIES);
    } else {
      return at;
    }
    return position + 1;
  }

  /** One UTF-8 character written as percent escapes. */
  private int percent(int at) {
    int first = octet(at);
    int more = first < 0x80 ? 0 : first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
    if (first >= 0x80 && (first < 0xC2 || first > 0xF4)) {
      return at;
    }
    int value = more == 0 ? first : first & (0x3F >> more);
    for (int i = 1; i <= more; i++) {
      int next = octet(at + 3 * i);
      if (next < 0x80 || next > 0xBF) {
        return at;
      }
      value = (value << 6) | (next & 0x3F);
    }
    if (value > Character.MAX_CODE_POINT || (value >= 0xD800 && value <= 0xDFFF)) {
      return at;
    }
    int end = at + 3 * (more + 1);
    output.appendCodePoint(value, at, end, ENTITIES);
    return end;
  }

  private int octet(int at) {
    if (at + 2 >= length || text[at] != '%') {
      return -1;
    }
    int high = hex(text[at + 1]);
    int low = hex(text[at + 2]);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  /** Skips an inline tag; what follows is marked as joined to what stood before. */
  private int tag(int at) {
    char close = text[at] == '<' ? '>' : ']';
    int position = at + (text[at + 1] == '/' ? 2 : 1);
    int nameStart = position;
    while (position < length && position - nameStart < LONGEST_NAME && isLatin(text[position])) {
      position++;
    }
    boolean comment = text[at] == '<' && text[at + 1] == '!';
    String name = new String(text, nameStart, position - nameStart);
    if (!comment && !INLINE_TAGS.contains(name.toLowerCase(java.util.Locale.ROOT))) {
      return at;
    }
    int limit = Math.min(length, at + LONGEST_TAG);
    while (position < limit && text[position] != close && text[position] != '\n') {
      position++;
    }
    if (position >= limit || text[position] != close) {
      return at;
    }
    if (output.length > 0) {
      output.stages[output.length - 1] |= (short) MARKUP;
    }
    return position + 1;
  }

  private static boolean isLatin(char unit) {
    return (unit | 0x20) >= 'a' && (unit | 0x20) <= 'z' && unit < 128;
  }

  private static int hex(char unit) {
    return unit < 128 ? Character.digit(unit, 16) : -1;
  }
}
