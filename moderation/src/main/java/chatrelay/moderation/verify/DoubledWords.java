package chatrelay.moderation.verify;

import static chatrelay.moderation.unicode.CharacterFacts.LETTER;
import static chatrelay.moderation.unicode.CharacterFacts.WORD;
import static chatrelay.moderation.unicode.CharacterFacts.kind;

import chatrelay.moderation.text.Elements;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * English words with a doubled letter: evidence that a doubling is spelling ({@code latter}) and no
 * disguise of a banned word ({@code later}). Holds 64-bit hashes, so a look-up allocates nothing.
 * Source and licence: the head of {@code doubled-words.txt}.
 */
final class DoubledWords {
  private static final int LONGEST = 32;
  private static final long SEED = 0xCBF29CE484222325L;
  private static final long PRIME = 0x100000001B3L;
  private static final long[] HASHES = read();

  private DoubledWords() {}

  /** What the word around a match says about the doubled letters in it. */
  enum Answer {
    /** The word is spelled like this. */
    SPELLING,
    /** No English word is spelled like this. */
    UNKNOWN,
    /** Not a word of the letters a to z. */
    OTHER
  }

  /** Looks up the word that the elements from {@code first} to {@code last} belong to. */
  static Answer lookUp(Elements elements, int first, int last) {
    int from = first;
    while (from > 0 && isWord(elements, from - 1)) {
      from--;
    }
    int to = last + 1;
    while (to < elements.count && isWord(elements, to)) {
      to++;
    }
    if (to - from > LONGEST) {
      return Answer.OTHER;
    }
    long hash = SEED;
    for (int at = from; at < to; at++) {
      int letter = elements.raw[at] | 0x20;
      if (kind(elements.facts[at]) != LETTER || letter < 'a' || letter > 'z') {
        return Answer.OTHER;
      }
      hash = (hash ^ letter) * PRIME;
    }
    return Arrays.binarySearch(HASHES, hash) >= 0 ? Answer.SPELLING : Answer.UNKNOWN;
  }

  private static boolean isWord(Elements elements, int at) {
    return (elements.facts[at] & WORD) != 0;
  }

  private static long[] read() {
    try (var resource = DoubledWords.class.getResourceAsStream("doubled-words.txt")) {
      if (resource == null) {
        throw new IllegalStateException("doubled-words.txt is missing from the jar");
      }
      var lines = new BufferedReader(new InputStreamReader(resource, StandardCharsets.US_ASCII));
      return lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .mapToLong(DoubledWords::hash)
          .sorted()
          .toArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long hash(String word) {
    long hash = SEED;
    for (int i = 0; i < word.length(); i++) {
      hash = (hash ^ word.charAt(i)) * PRIME;
    }
    return hash;
  }
}
