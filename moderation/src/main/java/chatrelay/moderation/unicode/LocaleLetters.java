package chatrelay.moderation.unicode;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The letters that a language counts as letters of its own, not as accented forms: a list in that
 * language never takes them for their base letters. Source: the languages' alphabets.
 */
public final class LocaleLetters {
  private static final Map<String, String> ALPHABETS =
      Map.ofEntries(
          Map.entry("es", "ñ"),
          Map.entry("gl", "ñ"),
          Map.entry("eu", "ñ"),
          Map.entry("de", "äöü"),
          Map.entry("sv", "åäö"),
          Map.entry("fi", "åäö"),
          Map.entry("et", "õäöüšž"),
          Map.entry("da", "æøå"),
          Map.entry("no", "æøå"),
          Map.entry("nb", "æøå"),
          Map.entry("nn", "æøå"),
          Map.entry("is", "áéíóúýþæöð"),
          Map.entry("tr", "ıçğöşü"),
          Map.entry("az", "ıçğöşüə"),
          Map.entry("pl", "ąćęłńóśźż"),
          Map.entry("cs", "čďěňřšťž"),
          Map.entry("sk", "äčďľňôšťž"),
          Map.entry("hr", "čćđšž"),
          Map.entry("sl", "čšž"),
          Map.entry("hu", "öőüű"),
          Map.entry("ro", "ăâîșț"),
          Map.entry("ru", "йё"),
          Map.entry("uk", "йїґ"),
          Map.entry("lv", "āčēģīķļņšūž"),
          Map.entry("lt", "ąčęėįšųūž"));

  private static final Map<String, LocaleLetters> KNOWN = new HashMap<>();

  static {
    ALPHABETS.forEach(
        (language, letters) -> KNOWN.put(language, new LocaleLetters(language, letters)));
  }

  private final boolean dotless;
  private final Map<Integer, Integer> composed = new HashMap<>();
  private final Map<Long, Integer> decomposed = new HashMap<>();

  private LocaleLetters(String language, String letters) {
    dotless = letters.indexOf('ı') >= 0;
    Locale locale = Locale.of(language);
    letters
        .codePoints()
        .forEach(letter -> {
          String text = Character.toString(letter);
          for (String form : new String[] {text, text.toUpperCase(locale)}) {
            composed.put(form.codePointAt(0), letter);
            String parts = Normalizer.normalize(form, Normalizer.Form.NFD);
            if (parts.codePointCount(0, parts.length()) == 2) {
              long mark = parts.codePointBefore(parts.length());
              decomposed.put(mark << 32 | parts.codePointAt(0), letter);
            }
          }
        });
  }

  /** The protected letters of a language tag's language, or none known. */
  public static @org.jspecify.annotations.Nullable LocaleLetters of(String tag) {
    String language = tag.isEmpty() ? "" : tag.split("[-_]", 2)[0].toLowerCase(Locale.ROOT);
    return KNOWN.get(language);
  }

  /** The protected letter that a character with a following mark (or 0) is, or 0. */
  public int of(int codePoint, int mark) {
    if (dotless && codePoint == 'I') {
      return mark == 0x307 ? 0 : 'ı';
    }
    Integer letter = mark == 0 ? null : decomposed.get((long) mark << 32 | codePoint);
    return letter != null ? letter : composed.getOrDefault(codePoint, 0);
  }
}
