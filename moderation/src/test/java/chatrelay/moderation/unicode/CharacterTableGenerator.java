package chatrelay.moderation.unicode;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.util.VersionInfo;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Derives the character table from ICU's Unicode data and writes the resource of the product.
 *
 * <p>Run {@code main} with the resource's path after changing a rule here; a test compares the
 * committed resource with what this class derives.
 */
final class CharacterTableGenerator {
  /** Raised when a rule of the derivation changes under the same Unicode version. */
  static final int REVISION = 2;

  private final Map<String, Integer> expansions = new LinkedHashMap<>();
  private final ByteArrayOutputStream runs = new ByteArrayOutputStream();
  private final LookAlikes lookAlikes = new LookAlikes();
  private final LetterFolds letterFolds = new LetterFolds();

  static void main(String[] arguments) throws IOException {
    Files.write(Path.of(arguments[0]), new CharacterTableGenerator().generate());
  }

  byte[] generate() {
    expansions.put("", 0);
    List<int[]> rows = new ArrayList<>();
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      int[] row = row(codePoint);
      if (!rows.isEmpty() && sameRun(rows.getLast(), row)) {
        rows.getLast()[0]++;
      } else {
        rows.add(row);
      }
    }
    try (DataOutputStream output = new DataOutputStream(runs)) {
      VersionInfo unicode = UCharacter.getUnicodeVersion();
      output.writeUTF("unicode-" + unicode.getMajor() + "." + unicode.getMinor() + "-r" + REVISION);
      output.writeShort(expansions.size());
      for (String expansion : expansions.keySet()) {
        output.writeUTF(expansion);
      }
      for (int[] row : rows) {
        for (int value : row) {
          output.writeInt(value);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return runs.toByteArray();
  }

  private static boolean sameRun(int[] last, int[] row) {
    return last[1] == row[1] && last[2] == row[2] && last[3] == row[3];
  }

  /** Run length, facts, letters, and the literal's distance from the code point. */
  private int[] row(int codePoint) {
    int facts = CodePointFacts.of(codePoint);
    String literal = letterFolds.literal(codePoint, facts);
    facts |= letterFolds.stages(codePoint, facts, literal);
    int kind = CharacterFacts.kind(facts);
    int folded = 0;
    if (literal.codePointCount(0, literal.length()) > 1) {
      facts |= CharacterFacts.MULTIPLE;
      Integer number = expansions.putIfAbsent(literal, expansions.size());
      folded = number == null ? expansions.size() - 1 : number;
    } else if (literal.codePointAt(0) != codePoint) {
      folded = literal.codePointAt(0);
    }
    int look = 0;
    int alternate = 0;
    if (kind != CharacterFacts.TRANSPARENT && kind != CharacterFacts.SPACE) {
      int found = lookAlikes.of(codePoint, facts, literal);
      look = found & 31;
      alternate = found >>> 5 & 31;
      facts |= (found & LookAlikes.STRONG) != 0 ? CharacterFacts.TWIN : 0;
      facts |= (found & LookAlikes.IDENTICAL) != 0 ? CharacterFacts.IDENTICAL : 0;
    }
    return new int[] {1, facts, look << 21 | alternate << 26, folded == 0 ? 0 : folded - codePoint};
  }
}
