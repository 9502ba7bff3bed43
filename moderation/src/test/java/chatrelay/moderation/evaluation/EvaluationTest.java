package chatrelay.moderation.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class EvaluationTest {
  private static final int OWN_ROWS = 400;

  @Test
  void the_engine_passes_on_the_projects_own_rows() throws IOException {
    try (var resource = EvaluationTest.class.getResourceAsStream("own-rows.tsv")) {
      byte[] bytes = Objects.requireNonNull(resource).readAllBytes();
      Evaluation evaluation = new Evaluation();
      evaluation.add(new String(bytes, StandardCharsets.UTF_8).lines().toList());
      assertThat(evaluation.rows()).isGreaterThanOrEqualTo(OWN_ROWS);
      assertPasses(evaluation);
    }
  }

  @Test
  void the_engine_passes_on_the_rows_of_others_where_they_are_present() throws IOException {
    Path file = shared("moderation-eval.tsv");
    assumeTrue(Files.isReadable(file), "no shared evaluation data next to the repository");
    Evaluation evaluation = new Evaluation();
    evaluation.add(Files.readAllLines(file));
    assertThat(evaluation.rows()).isPositive();
    assertPasses(evaluation);
  }

  @Test
  void a_missed_word_and_a_false_alarm_are_told_and_fail() {
    Evaluation evaluation = new Evaluation();
    evaluation.add(
        List.of("# comment", "a cat\tcat\tclean\town\tone", "a dog\tcat\ta ***\town\ttwo"));
    assertThat(evaluation.passes()).isFalse();
    assertThat(evaluation.failures()).hasSize(2);
    assertThat(evaluation.failures().get(0)).startsWith("line 2 (one)");
    assertThat(evaluation.report())
        .contains("all                     2      0.0        0.0      0.0");
  }

  @Test
  void a_row_without_its_columns_is_refused_with_its_line() {
    assertThatThrownBy(() -> new Evaluation().add(List.of("# x", "text\twords\tclean")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("line 2 has 3 columns instead of 5");
  }

  private static void assertPasses(Evaluation evaluation) {
    assertThat(evaluation.passes())
        .withFailMessage(() -> evaluation.report() + String.join("\n", evaluation.failures()))
        .isTrue();
  }

  /** A file of the folder {@code shared/data} next to the repository or above it. */
  static Path shared(String name) {
    Path folder = Path.of("").toAbsolutePath();
    for (Path at = folder; at != null; at = at.getParent()) {
      Path file = at.resolve("shared/data").resolve(name);
      if (Files.isReadable(file)) {
        return file;
      }
    }
    return folder.resolve("../../shared/data").resolve(name);
  }
}
