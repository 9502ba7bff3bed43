package chatrelay.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the example file against the table of variables. */
class EnvironmentExampleTest {
  private static final Path EXAMPLE = Path.of("..", ".env.example");

  @ParameterizedTest
  @EnumSource(Variable.class)
  void shouldShowEveryVariableWithItsDefaultAndMeaning(Variable variable) throws IOException {
    List<String> lines = Files.readAllLines(EXAMPLE);
    String fallback = variable.fallback() == null ? "" : variable.fallback();
    int line = lines.indexOf("#" + variable + "=" + fallback);

    assertThat(line).as("line #%s=%s", variable, fallback).isPositive();
    assertThat(String.join(" ", lines.subList(Math.max(0, line - 3), line)).replace("# ", ""))
        .contains(variable.meaning());
  }

  @Test
  void shouldShowNoVariableThatIsNotRead() throws IOException {
    List<String> names =
        Files.readAllLines(EXAMPLE).stream()
            .filter(line -> line.matches("#[A-Z_]+=.*"))
            .map(line -> line.substring(1, line.indexOf('=')))
            .toList();

    assertThat(names).doesNotHaveDuplicates().allMatch(Spelling::isKnown);
  }
}
