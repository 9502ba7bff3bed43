package chatrelay.moderation.unicode;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The letters that a language tells apart by their marks: a list in that language never takes one
 * of them for its base letter. For languages whose marks carry tone or vowel (French, Portuguese,
 * Vietnamese, ...) these are the exemplar letters of CLDR 47; for the others, the letters that
 * their alphabets count as letters of their own.
 */
public final class LocaleLetters {
  /** Languages whose writers often leave the marks out. */
  private static final Set<String> DROPPABLE = Set.of("fr", "it", "ca", "nl");

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
          Map.entry("lt", "ąčęėįšųūž"),
          Map.entry("fr", "àâæçèéêëîïôùûüÿœ"),
          Map.entry("pt", "àáâãçéêíòóôõú"),
          Map.entry("it", "àèéìòù"),
          Map.entry("ca", "àçèéíïòóúü"),
          Map.entry("nl", "áäéëíïóöúü"),
          Map.entry("fil", "ñ"),
          Map.entry("tl", "ñ"),
          Map.entry("ha", "ƙƴɓɗ"),
          Map.entry("yo", "àáèéìíòóùúńǹḿṣẹọ"),
          Map.entry("vi", "àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"));

  /** Languages whose alphabet in CLDR 47 has no letter but a to z. */
  private static final List<String> UNMARKED = List.of("en", "id", "jv", "ms", "so", "sw", "uz");

  private static final Map<String, LocaleLetters> KNOWN = new HashMap<>();

  static {
    ALPHABETS.forEach(
        (language, letters) -> KNOWN.put(language, new LocaleLetters(language, letters)));
  }

  private final boolean dotless;
  private final boolean droppable;
  private final Map<Integer, Integer> composed = new HashMap<>();
  private final Map<Long, Integer> decomposed = new HashMap<>();

  private LocaleLetters(String language, String letters) {
    droppable = DROPPABLE.contains(language);
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

  /** Returns the language codes that rules may name, in alphabetical order. */
  public static List<String> languages() {
    return Stream.concat(KNOWN.keySet().stream(), UNMARKED.stream()).sorted().toList();
  }

  /** Returns true when the language of a tag is one of {@link #languages}. */
  public static boolean isSupported(String tag) {
    return languages().contains(tag.split("[-_]", 2)[0].toLowerCase(Locale.ROOT));
  }

  /** The protected letters of a language tag's language, or none known. */
  public static @org.jspecify.annotations.Nullable LocaleLetters of(String tag) {
    String language = tag.isEmpty() ? "" : tag.split("[-_]", 2)[0].toLowerCase(Locale.ROOT);
    return KNOWN.get(language);
  }

  /**
   * Returns true when a letter of a text may stand for a letter of a rule, each with its mark or 0.
   * French and its like are often typed without marks, so there a bare letter may stand for any.
   */
  public boolean accepts(int wanted, int wantedMark, int found, int foundMark) {
    int protectedLetter = of(wanted, wantedMark);
    int letter = of(found, foundMark);
    return letter == protectedLetter || (letter == 0 && droppable);
  }

  /** The protected letter that a character with a following mark (or 0) is, or 0. */
  int of(int codePoint, int mark) {
    if (dotless && codePoint == 'I') {
      return mark == 0x307 ? 0 : 'ı';
    }
    Integer letter = mark == 0 ? null : decomposed.get((long) mark << 32 | codePoint);
    return letter != null ? letter : composed.getOrDefault(codePoint, 0);
  }
}
