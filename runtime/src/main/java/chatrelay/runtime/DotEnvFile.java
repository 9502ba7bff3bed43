package chatrelay.runtime;

import chatrelay.runtime.ConfigurationException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code .env} file: one NAME=value per line, values optionally quoted, comments on separate
 * lines.
 *
 * <p>An unreadable line is reported by its number and never printed: it may hold a secret.
 */
final class DotEnvFile {
  private static final Pattern LINE =
      Pattern.compile("\\s*(\\w+)\\s*=\\s*(?:'([^']*)'|\"([^\"]*)\"|([^'\"].*)?)\\s*(?:#.*)?");

  private DotEnvFile() {}

  /** The variables of {@code file}, none when the file is missing; adds problems. */
  static Map<String, String> read(Path file, List<Problem> problems) {
    Map<String, String> values = new TreeMap<>();
    if (!Files.exists(file)) {
      return values;
    }
    try {
      int number = 0;
      for (String line : Files.readAllLines(file)) {
        number++;
        if (!line.isBlank() && !line.stripLeading().startsWith("#")) {
          add(values, line, file + ", line " + number, problems);
        }
      }
    } catch (IOException unreadable) {
      problems.add(
          new Problem(file.toString(), "can't be read", "make it a readable text file in UTF-8"));
    }
    return values;
  }

  private static void add(
      Map<String, String> values, String line, String place, List<Problem> problems) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      problems.add(
          new Problem(
              place, "is not NAME=value", "no export, no blank in the name, and close the quotes"));
      return;
    }
    String bare = parts.group(4);
    if (bare != null && bare.contains("#")) {
      problems.add(
          new Problem(
              place,
              "has a # in its value",
              "put the value in double quotes, a comment on a line of its own"));
      return;
    }
    String quoted = parts.group(2) == null ? parts.group(3) : parts.group(2);
    String value = quoted == null ? bare : quoted;
    values.put(parts.group(1), value == null ? "" : value.strip());
  }
}
