package chatrelay.local.stack.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for every source file; read from disk, since class files don't show it. */
class SourceTreeTest {
  private static final Path ROOT = Path.of("..");
  private static final int LONGEST_FILE = 400;
  private static final int LONGEST_METHOD = 60;
  private static final int LONGEST_README = 150;

  /** Phrases that a native engineer would stumble over; CONTRIBUTING.md says what to write. */
  private static final Pattern STUMBLING =
      Pattern.compile(
          "\\b(for ever|anew|mend(s|ed|ing)?|told as|tells? of|(is|are|be|was|were) told"
              + "|stands? in|stood in|somebody|whoever)\\b",
          Pattern.CASE_INSENSITIVE);

  @Test
  void shouldKeepFilesShort() {
    assertThat(javaFiles().filter(file -> lines(file).size() > LONGEST_FILE)).isEmpty();
  }

  @Test
  void shouldKeepHalfOfTheFilesUnder70LinesBesidesTheirImports() {
    List<Long> sizes =
        javaFiles()
            .filter(file -> !isTest(file))
            .map(file -> lines(file).stream().filter(line -> !line.startsWith("import ")).count())
            .sorted()
            .toList();

    assertThat(sizes).hasSizeGreaterThan(50);
    assertThat(sizes.get(sizes.size() / 2)).isLessThan(70);
  }

  @Test
  void shouldKeepMethodsShort() throws IOException {
    List<String> tooLong = MethodLengths.over(LONGEST_METHOD, javaFiles().toList());

    assertThat(tooLong).as("methods over %d lines", LONGEST_METHOD).isEmpty();
  }

  @Test
  void shouldMeasureAMethodFromItsNameToItsLastBrace(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("Sample.java");
    Files.writeString(
        file, "class Sample {\n  void five() {\n\n\n\n  }\n  int two() { return 2;\n  }\n}\n");

    assertThat(MethodLengths.over(4, List.of(file))).containsExactly("Sample.java: five, 5 lines");
    assertThat(MethodLengths.over(5, List.of(file))).isEmpty();
  }

  @Test
  void shouldGiveEveryFileANameOfItsOwn() {
    Map<String, List<Path>> byName =
        javaFiles()
            .filter(file -> !file.endsWith("package-info.java"))
            .collect(Collectors.groupingBy(file -> file.getFileName().toString()));

    assertThat(byName.values().stream().filter(files -> files.size() > 1)).isEmpty();
  }

  @Test
  void shouldSayOfEveryPackageWhatItIsAndThatItIsNullMarked() {
    List<Path> folders =
        javaFiles()
            .filter(file -> file.toString().contains("/src/main/java/"))
            .map(Path::getParent)
            .distinct()
            .toList();

    assertThat(folders).isNotEmpty();
    for (Path folder : folders) {
      Path description = folder.resolve("package-info.java");
      assertThat(description).exists();
      assertThat(read(description)).contains("@NullMarked").contains("/**");
    }
  }

  @Test
  void shouldNeverSleepInTests() {
    assertThat(
            javaFiles()
                .filter(file -> !isThisFile(file))
                .filter(file -> read(file).contains("Thread.sleep")))
        .isEmpty();
  }

  @Test
  void shouldDisableNoTest() {
    assertThat(
            javaFiles()
                .filter(file -> !isThisFile(file))
                .filter(file -> read(file).contains("@Disabled")))
        .isEmpty();
  }

  @Test
  void shouldHoldNoHalfFinishedMerge() {
    assertThat(
            files()
                .filter(file -> file.toString().matches(".*\\.(java|md|sql|xml|js|html|css)"))
                .filter(file -> lines(file).stream().anyMatch(line -> line.startsWith("<<<<<<< "))))
        .isEmpty();
  }

  @Test
  void shouldSayItInPlainWords() {
    assertThat(
            files()
                .filter(file ->
                    file.toString().matches(".*\\.(java|md|sql|js|html|css|yaml|sh|service)"))
                .filter(file -> !isThisFile(file))
                .flatMap(file ->
                    lines(file).stream()
                        .filter(line -> STUMBLING.matcher(line).find())
                        .map(line -> file + ": " + line.strip())))
        .isEmpty();
  }

  @Test
  void shouldKeepTheReadmeShort() {
    assertThat(lines(ROOT.resolve("README.md"))).hasSizeLessThanOrEqualTo(LONGEST_README);
  }

  @Test
  void shouldShipNoJavaScriptPackage() {
    assertThat(files().filter(file -> file.getFileName().toString().equals("package.json")))
        .isEmpty();
  }

  private static boolean isTest(Path file) {
    return file.toString().contains("/src/test/");
  }

  private static boolean isThisFile(Path file) {
    return file.endsWith("SourceTreeTest.java");
  }

  private static Stream<Path> javaFiles() {
    return files().filter(file -> file.toString().endsWith(".java"));
  }

  private static Stream<Path> files() {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.toString().contains("/target/"))
          .filter(file -> !file.toString().contains("/.local/"))
          .filter(file -> !file.toString().contains("/.git/"))
          .toList()
          .stream();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static List<String> lines(Path file) {
    return read(file).lines().toList();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
