import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Prints, as the last line of {@code mvn verify}, how many tests were skipped and why.
 *
 * <p>Arguments: the repository's root, the build's start as an ISO-8601 instant (older records
 * belong to earlier builds), and {@code report} or {@code fail}. With {@code fail}, which {@code
 * .ci/run} sets, a skipped test fails the build with exit code 1.
 */
public final class SkippedSummary {
  public static void main(String[] arguments) throws IOException {
    long start = Instant.parse(arguments[1]).toEpochMilli();
    Map<String, Long> testsByReason = new TreeMap<>();
    try (DirectoryStream<Path> modules =
        Files.newDirectoryStream(Path.of(arguments[0]), Files::isDirectory)) {
      for (Path module : modules) {
        Path record = module.resolve("target/skipped-tests.tsv");
        if (!Files.exists(record)) {
          continue;
        }
        for (String line : Files.readAllLines(record)) {
          String[] fields = line.split("\t", 3);
          if (fields.length == 3 && Long.parseLong(fields[0]) >= start) {
            testsByReason.merge(fields[2], Long.parseLong(fields[1]), Long::sum);
          }
        }
      }
    }
    long skipped = testsByReason.values().stream().mapToLong(Long::longValue).sum();
    if (skipped == 0) {
      System.out.println("No test was skipped.");
      return;
    }
    System.out.println(
        "SKIPPED "
            + skipped
            + (skipped == 1 ? " test: " : " tests: ")
            + testsByReason.entrySet().stream()
                .map(entry -> entry.getValue() + " because \"" + entry.getKey() + "\"")
                .collect(Collectors.joining(", ")));
    if (arguments[2].equals("fail")) {
      System.err.println(
          "This build must skip no test (-Dskipped=fail). Fix: provide what the reasons above name.");
      System.exit(1);
    }
  }
}
