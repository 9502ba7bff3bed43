package chatrelay.moderation.unicode;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The facts of every code point, read once from a generated resource.
 *
 * <p>Lone surrogates have facts like any code point (visible separators), so any UTF-16 text can be
 * looked up. Lookup is two array reads; the table takes about 3 MB.
 */
public final class CharacterTable {
  /** The Unicode version of the data and the revision of the rules that derived the table. */
  public static final String VERSION;

  private static final int PAGE = 256;
  private static final int[][] FACTS = new int[0x110000 / PAGE][];
  private static final int[][] FOLDS = new int[0x110000 / PAGE][];
  private static final int[][] EXPANSIONS;

  static {
    try (InputStream resource = CharacterTable.class.getResourceAsStream("characters.bin")) {
      if (resource == null) {
        throw new IllegalStateException("characters.bin is missing from the jar");
      }
      DataInputStream input = new DataInputStream(resource);
      VERSION = input.readUTF();
      EXPANSIONS = readExpansions(input);
      readPages(input);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CharacterTable() {}

  /** The {@code facts} number of a code point, see {@link CharacterFacts}. */
  public static int facts(int codePoint) {
    return FACTS[codePoint >>> 8][codePoint & 0xFF];
  }

  /** The {@code folds} number of a code point, see {@link CharacterFacts}. */
  public static int folds(int codePoint) {
    return FOLDS[codePoint >>> 8][codePoint & 0xFF];
  }

  /** The letters of an expansion. The caller must not change the array. */
  public static int[] expansion(int number) {
    return EXPANSIONS[number];
  }

  private static int[][] readExpansions(DataInputStream input) throws IOException {
    int[][] expansions = new int[input.readUnsignedShort()][];
    for (int i = 0; i < expansions.length; i++) {
      expansions[i] = input.readUTF().codePoints().toArray();
    }
    return expansions;
  }

  private static void readPages(DataInputStream input) throws IOException {
    int left = 0;
    int facts = 0;
    int literalOffset = 0;
    int letters = 0;
    int[] previousFacts = new int[0];
    int[] previousFolds = new int[0];
    for (int page = 0; page < FACTS.length; page++) {
      int[] pageFacts = new int[PAGE];
      int[] pageFolds = new int[PAGE];
      for (int i = 0; i < PAGE; i++, left--) {
        if (left == 0) {
          left = input.readInt();
          facts = input.readInt();
          letters = input.readInt();
          literalOffset = input.readInt();
        }
        pageFacts[i] = facts;
        pageFolds[i] = letters | (literalOffset == 0 ? 0 : page * PAGE + i + literalOffset);
      }
      boolean same =
          java.util.Arrays.equals(pageFacts, previousFacts)
              && java.util.Arrays.equals(pageFolds, previousFolds);
      FACTS[page] = previousFacts = same ? previousFacts : pageFacts;
      FOLDS[page] = previousFolds = same ? previousFolds : pageFolds;
    }
  }
}
