package chatrelay.moderation.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import chatrelay.moderation.ModerationEngine;
import chatrelay.moderation.SplitMessageDetector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class SharedStreamTest {
  private static final Pattern STRING = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

  @Test
  void words_split_over_messages_are_flagged_where_others_expect_it() throws IOException {
    Path file = EvaluationTest.shared("moderation-stream-eval.tsv");
    assumeTrue(Files.isReadable(file), "no shared evaluation data next to the repository");
    List<String> wrong = new ArrayList<>();
    int rows = 0;
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("#") || line.isBlank()) {
        continue;
      }
      String[] fields = line.split("\t", -1);
      rows++;
      if (!flags(fields[0], fields[1]).equals(expected(fields[2]))) {
        wrong.add(line);
      }
    }
    assertThat(rows).isPositive();
    assertThat(wrong).isEmpty();
  }

  private static List<Boolean> flags(String messages, String words) {
    ModerationEngine engine = ModerationEngine.compile(List.of(EvaluationRow.list(words)));
    SplitMessageDetector detector = new SplitMessageDetector();
    List<Boolean> flags = new ArrayList<>();
    Matcher message = STRING.matcher(messages);
    long now = 0;
    while (message.find()) {
      flags.add(detector.observe(engine, "room", "ann", message.group(1), now += 900).isPresent());
    }
    return flags;
  }

  private static List<Boolean> expected(String array) {
    List<Boolean> expected = new ArrayList<>();
    for (String part : array.replaceAll("[\\[\\] ]", "").split(",", -1)) {
      expected.add(part.equals("\"flag\""));
    }
    return expected;
  }
}
