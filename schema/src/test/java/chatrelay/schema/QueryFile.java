package chatrelay.schema;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A query of the cookbook with its {@code :parameters} replaced by literals. */
record QueryFile(String name, String text) {
  private static final Path FOLDER = Path.of("queries");

  static QueryFile read(String name) {
    try {
      return new QueryFile(name, Files.readString(FOLDER.resolve(name + ".sql")));
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.map(file -> file.getFileName().toString().replace(".sql", "")).sorted().toList();
    }
  }

  /** The comment that a reader sees first. */
  String comment() {
    return String.join("\n", text.lines().takeWhile(line -> line.startsWith("--")).toList());
  }

  String sql(Map<String, String> parameters) {
    String sql = String.join("\n", text.lines().filter(line -> !line.startsWith("--")).toList());
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      sql = sql.replace(":" + parameter.getKey(), "'" + parameter.getValue() + "'");
    }
    return sql.strip().replaceAll(";$", "");
  }
}
