package chatrelay.runtime;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells known variable names from mistyped ones. */
final class Spelling {
  private static final String FILE = "_FILE";

  private Spelling() {}

  static boolean isKnown(String name) {
    return Arrays.stream(Variable.values())
        .anyMatch(variable ->
            variable.name().equals(name)
                || (variable.kind() == Variable.Kind.SECRET
                    && name.equals(variable.name() + FILE)));
  }

  /**
   * The known name that shares most words and letters, if it shares two words or nearly all
   * letters.
   */
  static Optional<String> nearest(String name) {
    return Arrays.stream(Variable.values())
        .map(Variable::name)
        .min(Comparator.comparingInt(known -> distance(name, known) - 3 * sharedWords(name, known)))
        .filter(known ->
            distance(name, known) <= Math.max(2, name.length() / 3)
                || sharedWords(name, known) > 1);
  }

  private static int sharedWords(String left, String right) {
    Set<String> words = new HashSet<>(List.of(left.split("_", -1)));
    words.retainAll(List.of(right.split("_", -1)));
    return words.size();
  }

  private static int distance(String left, String right) {
    int[] previous = new int[right.length() + 1];
    for (int column = 0; column <= right.length(); column++) {
      previous[column] = column;
    }
    for (int row = 1; row <= left.length(); row++) {
      int[] current = new int[right.length() + 1];
      current[0] = row;
      for (int column = 1; column <= right.length(); column++) {
        int substitution = left.charAt(row - 1) == right.charAt(column - 1) ? 0 : 1;
        current[column] =
            Math.min(
                previous[column - 1] + substitution,
                1 + Math.min(previous[column], current[column - 1]));
      }
      previous = current;
    }
    return previous[right.length()];
  }
}
