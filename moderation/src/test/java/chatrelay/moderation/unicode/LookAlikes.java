package chatrelay.moderation.unicode;

import static chatrelay.moderation.unicode.CharacterFacts.*;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UScript;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.SpoofChecker;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which Latin letter a character can pass for: the inverse of Unicode's confusable skeletons, and
 * entries of our own for digits, symbols and faux-Latin letters.
 */
final class LookAlikes {
  /** Set in the answer for look-alikes that are customary in both cases. */
  static final int STRONG = 1 << 10;

  /** Set for code points whose own skeleton is the letter's, not only their other case's. */
  static final int IDENTICAL = 1 << 11;

  /** Scripts whose letters never pass for Latin: mapping them would invent words. */
  private static final Set<Integer> EXCLUDED =
      Set.of(
          UScript.ARABIC,
          UScript.HEBREW,
          UScript.SYRIAC,
          UScript.THAANA,
          UScript.NKO,
          UScript.HAN,
          UScript.HIRAGANA,
          UScript.KATAKANA,
          UScript.HANGUL,
          UScript.BOPOMOFO,
          UScript.YI,
          UScript.DEVANAGARI,
          UScript.BENGALI,
          UScript.GURMUKHI,
          UScript.GUJARATI,
          UScript.ORIYA,
          UScript.TAMIL,
          UScript.TELUGU,
          UScript.KANNADA,
          UScript.MALAYALAM,
          UScript.SINHALA,
          UScript.THAI,
          UScript.LAO,
          UScript.TIBETAN,
          UScript.MYANMAR,
          UScript.KHMER,
          UScript.ETHIOPIC,
          UScript.MONGOLIAN,
          UScript.GEORGIAN);

  /** Digits and symbols that stand for letters; the letter first. */
  private static final String LEET =
      "o0 i1 i! i| i¡ z2 e3 a4 a@ s5 s$ g6 g9 t7 t+ b8 h# c( e€ c¢ y¥ s§ c© r® t† t‡ x× u∪ n∩ e∈"
          + " e℮ o∅ a∂ a∀ a∆ o⭕ o◯ o○ o●"
          + " x❌ x✖ x✕ x❎ t✝ i❗ i❕ t➕ s💲 i∣ i│ o◎ f∱ e∑ v√ m♏ u∐ c⊂ c☾"
          + " a₳ b฿ b₿ c₵ d₫ f₣ g₲ k₭ l£ m₥ n₦ p₱ s₴ t₮ w₩";

  /** Indistinguishable or customary in both cases; upper and lower case share the entry. */
  private static final String OWN =
      "tт bв hн kк mм eє eε aα bβ iι kκ oο pρ tτ xχ zζ iі jј sѕ cс hһ dԁ qԛ wԝ"
          + " aа eе oо pр xх yу oө oø dđ lł hħ tŧ bƀ iı iɩ pþ pƿ sſ dð eə eɛ oɔ nŋ"
          + " aᴀ bʙ cᴄ dᴅ eᴇ fꜰ gɢ hʜ iɪ jᴊ kᴋ lʟ mᴍ nɴ oᴏ pᴘ qꞯ rʀ sꜱ tᴛ uᴜ vᴠ wᴡ yʏ zᴢ"
          + " aɐ eǝ eә hɥ kʞ mɯ rɹ tʇ vʌ wʍ yʎ sƨ bɮ nռ"
          + " aᗩ bᗷ cᑕ dᗪ eᕮ fᖴ gᘜ hᕼ jᒍ lᒪ mᗰ nᑎ pᑭ qᑫ rᖇ sᔕ uᑌ vᐯ wᗯ";

  /** Resemble a letter from afar: believed only next to true Latin letters. */
  private static final String WEAK =
      "rя nи wш wщ aд eз eэ uц bб bь bъ xж nл oф aλ aδ eξ nπ oθ yү nп rг wω oσ cς uμ";

  /** Names such as LATIN SMALL LETTER W WITH HOOK and LATIN LETTER SMALL CAPITAL REVERSED R. */
  private static final Pattern LATIN_NAME =
      Pattern.compile(
          "LATIN (?:(?:SMALL|CAPITAL) )?LETTER (?:(?:SMALL CAPITAL|TURNED|REVERSED|INVERTED|OPEN"
              + "|SIDEWAYS|INSULAR|SCRIPT|DOTLESS|BLACKLETTER|BARRED|STRETCHED|CLOSED|HALF) )*"
              + "([A-Z])(?: WITH .*)?");

  private final Map<String, Integer> latin = new HashMap<>();
  private final Map<Integer, Integer> own = new HashMap<>();
  private final Map<Integer, Integer> weak = new HashMap<>();
  private final SpoofChecker checker = new SpoofChecker.Builder().build();
  private final Normalizer2 decompose = Normalizer2.getNFKDInstance();

  LookAlikes() {
    for (int letter = 'a'; letter <= 'z'; letter++) {
      latin.put(skeleton(letter), letter - 'a' + 1);
    }
    for (int letter = 'A'; letter <= 'Z'; letter++) {
      latin.putIfAbsent(skeleton(letter), letter - 'A' + 1);
    }
    read(LEET, own);
    read(OWN, own);
    read(WEAK, weak);
  }

  private static void read(String entries, Map<Integer, Integer> into) {
    for (String entry : entries.split(" ", -1)) {
      into.put(entry.codePointAt(1), entry.charAt(0) - 'a' + 1);
    }
  }

  /** Bits 0-4: the letter in both cases; bits 5-9: in this case only; and {@link #STRONG}. */
  int of(int codePoint, int facts, String literal) {
    int base = literal.codePointAt(0);
    if ((facts & MULTIPLE) != 0 || literal.length() != Character.charCount(base)) {
      return 0;
    }
    if (base < 128 && UCharacter.isUAlphabetic(base)) {
      return base - 'a' + 1;
    }
    if (kind(facts) == DIGIT
        && codePoint > 127
        && UCharacter.getIntPropertyValue(codePoint, com.ibm.icu.lang.UProperty.DECOMPOSITION_TYPE)
            == 0) {
      return skeletonLetter(codePoint);
    }
    int found = ofLetter(codePoint, facts, base);
    int shape = kind(facts) == LETTER && (found & 31) != 0 ? skeletonLetter(codePoint) : 0;
    boolean differs = shape != (found & 31) && !(isStroke(shape) && isStroke(found & 31));
    return shape != 0 && differs ? found | (shape << 5) : found;
  }

  private int ofLetter(int codePoint, int facts, int base) {
    Integer known = own.get(base);
    if (known != null) {
      boolean drawn = UScript.getScript(codePoint) == UScript.CANADIAN_ABORIGINAL;
      return known | STRONG | (drawn || skeletonLetter(codePoint) != 0 ? IDENTICAL : 0);
    }
    if (weak.containsKey(base)) {
      return weak.get(base);
    }
    if (kind(facts) == LETTER && EXCLUDED.contains(UScript.getScript(codePoint))) {
      return 0;
    }
    if (kind(facts) != LETTER) {
      boolean symbol = codePoint > 127 && kind(facts) == SEPARATOR;
      return symbol ? skeletonLetter(codePoint) : 0;
    }
    int letter = byCase(codePoint, base);
    return letter != 0 ? letter : named(base);
  }

  /** The letter that a Latin letter is a variant of by its name, or 0. */
  private static int named(int codePoint) {
    Matcher name = LATIN_NAME.matcher(String.valueOf(UCharacter.getName(codePoint)));
    return name.matches() ? (name.group(1).charAt(0) - 'A' + 1) | STRONG : 0;
  }

  private int byCase(int codePoint, int base) {
    int lower = skeletonLetter(base);
    int capital = UCharacter.toUpperCase(base);
    int upper = capital == base ? lower : skeletonLetter(capital);
    if (lower == upper || lower == 0 || upper == 0) {
      int letter = Math.max(lower, upper);
      boolean identical = skeletonLetter(codePoint) == letter;
      return letter == 0 ? 0 : letter | STRONG | (identical ? IDENTICAL : 0);
    }
    boolean stroke = isStroke(lower) && isStroke(upper);
    if (stroke) {
      return lower | STRONG;
    }
    // What is believed in this case only is drawn like the Latin letter: Greek capital nu is an N.
    return (UCharacter.isUUppercase(codePoint) ? upper : lower) << 5 | STRONG | IDENTICAL;
  }

  /** i and l are one symbol to the engine. */
  private static boolean isStroke(int letter) {
    return letter == 9 || letter == 12;
  }

  private int skeletonLetter(int codePoint) {
    return latin.getOrDefault(skeleton(codePoint), 0);
  }

  private String skeleton(int codePoint) {
    String skeleton = decompose.normalize(checker.getSkeleton(Character.toString(codePoint)));
    StringBuilder bare = new StringBuilder();
    skeleton
        .codePoints()
        .filter(c -> kind(CodePointFacts.of(c)) != TRANSPARENT)
        .forEach(bare::appendCodePoint);
    return bare.toString();
  }
}
