package chatrelay.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import chatrelay.runtime.ConfigurationException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {
  @Test
  void shouldTellAllProblemsTogether() {
    Environment environment =
        Environment.of(Map.of("ABLY_API_KEYY", "x", "DB_PORT", "abc", "ABLY_TLS", "perhaps"));
    environment.number(Variable.DB_PORT, 1, 65_535);
    environment.flag(Variable.ABLY_TLS);
    environment.secret(Variable.ABLY_API_KEY);

    List<Problem> problems = problemsOf(environment);

    assertThat(problems)
        .extracting(Problem::variable)
        .containsExactly("ABLY_API_KEYY", "DB_PORT", "ABLY_TLS", "ABLY_API_KEY");
    assertThat(problems.get(0).fix()).isEqualTo("did you mean ABLY_API_KEY?");
    assertThat(problems.get(1).cause()).isEqualTo("is \"abc\"");
    assertThat(problems.get(1).fix()).isEqualTo("a whole number from 1 to 65535");
  }

  @Test
  void shouldNeverPrintALineOfTheFileThatItCanNotRead(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve(".env"),
            """
            # a comment
            export ABLY_API_KEY=app.key:CANARYsecret
            DB_PASSWORD="CANARYsecret
            DB_USERNAME=CANARY#secret
            """);

    List<Problem> problems = problemsOf(Environment.load(file));

    assertThat(problems)
        .extracting(Problem::variable)
        .containsExactly(file + ", line 2", file + ", line 3", file + ", line 4");
    assertThat(problems.toString()).doesNotContain("CANARY");
  }

  @Test
  void shouldReadValuesInQuotesAsTheyAre(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve(".env"),
            """
              DB_PASSWORD = "p#a'ss word"  # a comment
            DB_USERNAME='chat "w"'
            DB_NAME=chat=relay
            DB_HOST=
            """);

    Environment environment = Environment.load(file);

    assertThat(environment.secret(Variable.DB_PASSWORD).reveal()).isEqualTo("p#a'ss word");
    assertThat(environment.text(Variable.DB_USERNAME)).isEqualTo("chat \"w\"");
    assertThat(environment.text(Variable.DB_NAME)).isEqualTo("chat=relay");
    assertThat(environment.isSet(Variable.DB_HOST)).isFalse();
  }

  @Test
  void shouldReadTheFileUnderTheVariablesOfTheProcess(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve(".env"), "DB_PORT=3307\nPATH=/nowhere\n");

    Environment environment = Environment.load(file);

    assertThat(environment.number(Variable.DB_PORT, 1, 65_535)).isEqualTo(3307);
    environment.check();
  }

  @Test
  void shouldReadASecretFromAFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("password"), "open sesame\n");
    Environment environment = Environment.of(Map.of("DB_PASSWORD_FILE", file.toString()));

    assertThat(environment.secret(Variable.DB_PASSWORD)).isEqualTo(Secret.of("open sesame"));
    environment.check();
  }

  @Test
  void shouldReadASecretFromTheCredentialsDirectory(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("db_password"), "from systemd");
    Environment environment = Environment.of(Map.of("CREDENTIALS_DIRECTORY", folder.toString()));

    assertThat(environment.secret(Variable.DB_PASSWORD)).isEqualTo(Secret.of("from systemd"));
  }

  @Test
  void shouldTellWhichFileASecretIsReadFrom(@TempDir Path folder) throws IOException {
    Path credential = Files.writeString(folder.resolve("db_password"), "from systemd");
    Environment named = Environment.of(Map.of("DB_PASSWORD_FILE", "/run/password"));
    Environment systemd = Environment.of(Map.of("CREDENTIALS_DIRECTORY", folder.toString()));

    assertThat(named.secretFile(Variable.DB_PASSWORD)).contains(Path.of("/run/password"));
    assertThat(systemd.secretFile(Variable.DB_PASSWORD)).contains(credential);
    assertThat(Environment.of(Map.of("DB_PASSWORD", "x")).secretFile(Variable.DB_PASSWORD))
        .isEmpty();
  }

  @Test
  void shouldRefuseTwoSourcesOfOneSecret(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("password"), "one");
    Environment environment =
        Environment.of(Map.of("DB_PASSWORD_FILE", file.toString(), "DB_PASSWORD", "other"));
    environment.optionalSecret(Variable.DB_PASSWORD);

    assertThat(problemsOf(environment).getFirst().cause()).isEqualTo("has two sources");
  }

  @ParameterizedTest
  @ValueSource(strings = {"YOUR_ABLY_KEY", "changeme", "<key>", "CHANGE-ME-WORKER"})
  void shouldRefuseAPlaceholder(String value) {
    Environment environment = Environment.of(Map.of("DB_PASSWORD", value));
    environment.optionalSecret(Variable.DB_PASSWORD);

    assertThat(problemsOf(environment).getFirst().cause()).isEqualTo("still holds a placeholder");
  }

  @Test
  void shouldTakeARandomPasswordThatBeginsLikeAPlaceholder() {
    Environment environment = Environment.of(Map.of("DB_PASSWORD", "<7k!Qz-0ab"));

    assertThat(environment.secret(Variable.DB_PASSWORD).reveal()).isEqualTo("<7k!Qz-0ab");
    environment.check();
  }

  @ParameterizedTest
  @CsvSource({"500ms,500", "10s,10000", "30m,1800000", "24h,86400000", "7d,604800000"})
  void shouldReadDurations(String text, long millis) {
    Environment environment = Environment.of(Map.of("WORKER_LEASE", text));

    Duration lease =
        environment.duration(Variable.WORKER_LEASE, Duration.ofMillis(1), Duration.ofDays(30));

    assertThat(lease).hasMillis(millis);
    environment.check();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10", "s", "-1s", "1e3s", "99999999999999999999s", "999999999999999d", "1 week"})
  void shouldRefuseDurationsItCantRead(String text) {
    Environment environment = Environment.of(Map.of("WORKER_LEASE", text));

    environment.duration(Variable.WORKER_LEASE, Duration.ofMillis(1), Duration.ofDays(30));

    assertThat(problemsOf(environment).getFirst().fix()).isEqualTo("a duration from 1ms to 30d");
  }

  @ParameterizedTest
  @CsvSource({"DB_HOTS,DB_HOST", "WORKER_LEASES,WORKER_LEASE", "ABLY_KEY,ABLY_API_KEY"})
  void shouldGuessWhatWasMeant(String typed, String meant) {
    assertThat(problemsOf(Environment.of(Map.of(typed, "x"))).getFirst().fix())
        .isEqualTo("did you mean " + meant + "?");
  }

  @Test
  void shouldLeaveVariablesOfOthersAlone() {
    Environment.of(Map.of("HOME", "/root", "JAVA_HOME", "/opt/jdk", "TOKEN", "x")).check();
  }

  private static List<Problem> problemsOf(Environment environment) {
    return catchThrowableOfType(ConfigurationException.class, environment::check).problems();
  }
}
