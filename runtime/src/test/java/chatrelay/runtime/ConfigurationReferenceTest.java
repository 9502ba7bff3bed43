package chatrelay.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Holds docs/configuration.md against {@link Variable}, and writes its tables again with {@code
 * -Dregenerate}.
 */
class ConfigurationReferenceTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "configuration.md");
  private static final String MARK = "on; ConfigurationReferenceTest says how. -->\n";
  private static final String COMMAND =
      "mvn -pl runtime test -Dtest=ConfigurationReferenceTest -Dregenerate";

  @Test
  void shouldListEveryVariableWithItsDefaultAndMeaning() throws IOException {
    String document = Files.readString(DOCUMENT);
    int end = document.indexOf(MARK);
    assertThat(end).as("the mark above the generated tables of %s", DOCUMENT).isPositive();
    String expected = document.substring(0, end + MARK.length()) + tables();
    if (System.getProperty("regenerate") != null) {
      Files.writeString(DOCUMENT, expected);
      return;
    }

    assertThat(document)
        .as("docs/configuration.md is out of date; run " + COMMAND)
        .isEqualTo(expected);
  }

  private static String tables() {
    Map<String, StringBuilder> sections = new LinkedHashMap<>();
    for (Variable variable : Variable.values()) {
      StringBuilder section =
          sections.computeIfAbsent(section(variable.name()), title -> header(title));
      String fallback = variable.fallback() == null ? "" : " `" + variable.fallback() + "`";
      section.append("| `%s` |%s | %s |\n".formatted(variable, fallback, variable.meaning()));
    }
    return String.join("", sections.values());
  }

  private static StringBuilder header(String title) {
    return new StringBuilder(
        "\n## " + title + "\n\n| variable | default | meaning |\n|---|---|---|\n");
  }

  private static String section(String name) {
    return switch (name.substring(0, Math.max(0, name.indexOf('_')))) {
      case "ABLY", "INBOUND", "OUTBOUND", "FEEDBACK" -> "Broker";
      case "DB" -> "Database";
      case "BANNED", "WORKER" -> "Worker";
      case "AUTH", "" -> "auth-service";
      case "LOCAL" -> "`./run`";
      case "LOG" -> "Logs";
      default -> "More";
    };
  }
}
