package chatrelay.schema;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A query of the cookbook, as an analyst would run it; its parameters are user variables. */
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

  /** The statement as the file holds it, for a driver that takes no semicolon. */
  String sql() {
    return text.strip().replaceAll(";$", "");
  }
}
