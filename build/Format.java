import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Holds every Java file of the repository against google-java-format.
 *
 * <p>{@code check} lists the files that differ and exits with 1; {@code apply} rewrites them;
 * {@code skip} does nothing. The build runs it as a program of its own because the formatter needs
 * JDK 25 while Maven may run on 17.
 */
public final class Format {
  private static final Set<String> SKIPPED = Set.of("target", ".git", ".local", "node_modules");

  public static void main(String[] arguments) throws IOException {
    if (arguments.length > 0 && arguments[0].equals("skip")) {
      return;
    }
    boolean apply = arguments.length > 0 && arguments[0].equals("apply");
    Formatter formatter = new Formatter();
    List<Path> different = new ArrayList<>();
    for (Path file : javaFiles(Path.of("."))) {
      String before = Files.readString(file);
      String after;
      try {
        after =
            formatter.formatSource(
                RemoveUnusedImports.removeUnusedImports(
                    ImportOrderer.reorderImports(before, JavaFormatterOptions.Style.GOOGLE)));
      } catch (FormatterException notJava) {
        System.err.println(file + ": " + notJava.getMessage());
        different.add(file);
        continue;
      }
      if (!before.equals(after)) {
        different.add(file);
        if (apply) {
          Files.writeString(file, after);
        }
      }
    }
    for (Path file : different) {
      System.err.println((apply ? "formatted " : "not formatted: ") + file);
    }
    if (!apply && !different.isEmpty()) {
      System.err.println("Fix: mvn -N validate -Dformat=apply");
      System.exit(1);
    }
  }

  private static List<Path> javaFiles(Path root) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> children = Files.list(root)) {
      for (Path child : children.sorted().toList()) {
        if (Files.isDirectory(child)) {
          if (!SKIPPED.contains(child.getFileName().toString())) {
            files.addAll(javaFiles(child));
          }
        } else if (child.toString().endsWith(".java")) {
          files.add(child);
        }
      }
    }
    return files;
  }
}
