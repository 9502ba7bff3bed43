package chatrelay.bench.filter;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Terms and messages, the same in every run: made from fixed seeds. */
final class BenchmarkTexts {
  /** Different messages per measurement, a power of two. */
  static final int MESSAGES = 64;

  private static final String CONSONANTS = "bcdfghjklmnprstvwz";
  private static final String VOWELS = "aeiou";
  private static final int NONSENSE_PERCENT = 12;

  /** One word in so many is a name or begins a sentence, besides each message's first. */
  private static final int CAPITAL_EVERY = 12;

  private BenchmarkTexts() {}

  /** Pronounceable words of 6 to 20 letters. */
  static List<String> terms(int count) {
    Random random = new Random(42);
    Set<String> terms = new LinkedHashSet<>();
    while (terms.size() < count) {
      terms.add(word(random, 6 + random.nextInt(15)));
    }
    return List.copyOf(terms);
  }

  /** Chat messages without a term. */
  static List<String> clean(int length) {
    return messages(length, List.of());
  }

  /** Chat messages with a term about every 70 characters. */
  static List<String> dirty(int length, List<String> terms) {
    return messages(length, terms);
  }

  private static List<String> messages(int length, List<String> terms) {
    String[] vocabulary = vocabulary();
    Random random = new Random(7);
    List<String> messages = new ArrayList<>();
    while (messages.size() < MESSAGES) {
      StringBuilder text = new StringBuilder();
      int nextTerm = 35;
      while (text.length() < length) {
        boolean nonsense = random.nextInt(100) < NONSENSE_PERCENT;
        String word = vocabulary[random.nextInt(vocabulary.length)];
        if (!terms.isEmpty() && text.length() >= nextTerm) {
          word = terms.get(random.nextInt(terms.size()));
          nextTerm += 70;
        } else if (nonsense) {
          word = word(random, 4 + random.nextInt(7));
        }
        boolean capital = text.isEmpty() || random.nextInt(CAPITAL_EVERY) == 0;
        text.append(capital ? Character.toUpperCase(word.charAt(0)) : word.charAt(0));
        text.append(word, 1, word.length()).append(random.nextInt(10) == 0 ? ", " : " ");
      }
      text.setLength(length);
      messages.add(text.toString());
    }
    return messages;
  }

  private static String word(Random random, int length) {
    StringBuilder word = new StringBuilder();
    boolean vowel = random.nextBoolean();
    while (word.length() < length) {
      String letters = vowel ? VOWELS : CONSONANTS;
      word.append(letters.charAt(random.nextInt(letters.length())));
      vowel = !vowel || random.nextInt(8) == 0;
    }
    return word.toString();
  }

  private static String[] vocabulary() {
    try (InputStream resource = BenchmarkTexts.class.getResourceAsStream("chat-words.txt")) {
      if (resource == null) {
        throw new IllegalStateException("chat-words.txt is missing from the jar");
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8).strip().split("\\s+");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
