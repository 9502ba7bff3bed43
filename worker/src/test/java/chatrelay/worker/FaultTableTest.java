package chatrelay.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Holds the table of faults in docs/reliability.md against the tests that it names. */
@Timeout(10)
class FaultTableTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "reliability.md");
  private static final Path TESTS = Path.of("src", "test", "java", "chatrelay", "worker");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| F(\\d+) \\|");
  private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+)\\.(f\\d\\d_\\w+)`");

  @Test
  void every_fault_has_a_row() throws IOException {
    List<Integer> rows = new ArrayList<>();
    Matcher row = ROW.matcher(Files.readString(DOCUMENT));
    while (row.find()) {
      rows.add(Integer.parseInt(row.group(1)));
    }
    List<Integer> all = new ArrayList<>();
    for (int number = 1; number <= 35; number++) {
      all.add(number);
    }

    assertThat(rows).isEqualTo(all);
  }

  @Test
  void every_test_that_a_row_names_exists() throws IOException {
    Matcher named = NAMED.matcher(Files.readString(DOCUMENT));
    int count = 0;
    while (named.find()) {
      count++;
      assertThat(Files.readString(TESTS.resolve(named.group(1) + ".java")))
          .as(named.group())
          .contains("void " + named.group(2) + "(");
    }

    assertThat(count).isGreaterThan(35);
  }
}
