package chatrelay.local.stack.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Rights such as {@code "DELETE outbox"}, read from statements in sources and from grants.
 *
 * <p>Knows jOOQ's fluent statements and SQL in string literals. A write to a table that it can't
 * name is an error, so that no statement is missed.
 */
final class StatementRights {
  private static final Path ROOT = Path.of("..");
  private static final Pattern JOOQ_WRITE =
      Pattern.compile("\\.(insertInto|update|deleteFrom)\\(\\s*(\\w+)\\s*\\)(?=\\s*\\.)");
  private static final Pattern SQL_WRITE =
      Pattern.compile("\\b(INSERT INTO|(?<!KEY )UPDATE|DELETE FROM) ([a-z_]+)\\b");
  private static final Pattern SQL_READ = Pattern.compile("\\b(FROM|JOIN) \\(?([a-z_]+)\\b");

  private final Set<String> tables = new TreeSet<>();

  StatementRights() {
    Pattern created = Pattern.compile("CREATE (?:TABLE|VIEW) ([a-z_]+)");
    files("schema/src/main/resources/db/migration", ".sql")
        .flatMap(file -> matches(created, read(file)))
        .forEach(match -> tables.add(match.group(1)));
    tables.add("flyway_schema_history");
  }

  Set<String> ofSources(String... folders) {
    Set<String> rights = new TreeSet<>();
    for (String folder : folders) {
      files(folder, ".java").forEach(file -> ofSource(rights, file));
    }
    return rights;
  }

  Set<String> ofQueries(String prefix) {
    Set<String> rights = new TreeSet<>();
    files("schema/queries", ".sql")
        .filter(file -> file.getFileName().toString().startsWith(prefix))
        .forEach(file -> ofSql(rights, read(file)));
    return rights;
  }

  /** What grants.sql gives to {@code user}. */
  Set<String> grantedTo(String user) {
    Set<String> rights = new TreeSet<>();
    Pattern grant =
        Pattern.compile("GRANT ([A-Z, ]+?)(?: \\([^)]*\\))?\\s+ON (\\w+) TO '" + user + "'@");
    matches(grant, read(ROOT.resolve("schema/grants.sql")))
        .forEach(match -> {
          for (String verb : match.group(1).split(", ", -1)) {
            rights.add(verb + " " + match.group(2));
          }
        });
    return rights;
  }

  private void ofSource(Set<String> rights, Path file) {
    String text =
        read(file)
            .replaceAll("(?s)/\\*.*?\\*/", "")
            .replaceAll("(?m)//.*$", "")
            .replaceAll("\"\\s*\\+\\s*\"", "");
    Map<String, String> named = constants(text);
    named.values().forEach(table -> rights.add("SELECT " + table));
    matches(JOOQ_WRITE, text)
        .forEach(write -> {
          String table = named.get(write.group(2));
          if (table == null) {
            throw new AssertionError(file + ": which table does " + write.group() + " write to?");
          }
          rights.add(verb(write.group(1)) + " " + table);
        });
    Pattern upsert =
        Pattern.compile("\\.insertInto\\(\\s*(\\w+)[^;]*?\\.onDuplicateKeyUpdate\\(\\)");
    matches(upsert, text).forEach(write -> rights.add("UPDATE " + named.get(write.group(1))));
    Pattern quoted = Pattern.compile("DSL\\.table\\(DSL\\.name\\(\"([a-z_]+)\"\\)\\)");
    matches(quoted, text)
        .filter(match -> tables.contains(match.group(1)))
        .forEach(match -> rights.add("SELECT " + match.group(1)));
    ofSql(rights, text);
  }

  /** Java's names of tables: static imports and the aliases assigned from them. */
  private Map<String, String> constants(String text) {
    Map<String, String> named = new HashMap<>();
    Pattern imported =
        Pattern.compile("import static chatrelay\\.schema\\.generated\\.Tables\\.(\\w+);");
    matches(imported, text)
        .forEach(match -> {
          String table = match.group(1).toLowerCase(Locale.ROOT);
          if (tables.contains(table)) {
            named.put(match.group(1), table);
          }
        });
    Pattern alias =
        Pattern.compile("\\b(\\w+) = (?:[\\w.]+\\.)?([A-Z][A-Z_]+)\\b(?:\\.as\\([^)]*\\))?;");
    matches(alias, text)
        .forEach(match -> {
          String table = match.group(2).toLowerCase(Locale.ROOT);
          if (tables.contains(table)) {
            named.put(match.group(1), table);
          }
        });
    return named;
  }

  private void ofSql(Set<String> rights, String text) {
    matches(SQL_WRITE, text).forEach(match -> add(rights, match));
    matches(SQL_READ, text)
        .filter(match -> tables.contains(match.group(2)))
        .forEach(match -> rights.add("SELECT " + match.group(2)));
    Pattern upsert = Pattern.compile("INSERT INTO ([a-z_]+)[^;]*?ON DUPLICATE KEY UPDATE");
    matches(upsert, text).forEach(match -> rights.add("UPDATE " + match.group(1)));
    Pattern aliased = Pattern.compile("DELETE ([a-z]+) FROM [^;]*?\\b([a-z_]+) \\1\\b");
    matches(aliased, text).forEach(match -> rights.add("DELETE " + match.group(2)));
  }

  private void add(Set<String> rights, MatchResult match) {
    if (tables.contains(match.group(2))) {
      rights.add(match.group(1).split(" ", -1)[0] + " " + match.group(2));
    }
  }

  private static String verb(String method) {
    return switch (method) {
      case "insertInto" -> "INSERT";
      case "update" -> "UPDATE";
      default -> "DELETE";
    };
  }

  private static Stream<MatchResult> matches(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.results();
  }

  private static Stream<Path> files(String folder, String suffix) {
    try (Stream<Path> all = Files.walk(ROOT.resolve(folder))) {
      List<Path> some = all.filter(file -> file.toString().endsWith(suffix)).toList();
      return some.stream();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
