package chatrelay.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The units, as systemd itself judges them; it need not run for that. */
class UnitsTest {
  @TempDir Path folder;

  @BeforeEach
  void needs_systemd() throws Exception {
    assumeTrue(Shell.has("systemd-analyze"), "systemd-analyze is missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"chat-relay-worker", "chat-relay-auth"})
  void systemd_understands_every_line(String name) throws Exception {
    // The program of an installed release, which this machine has not.
    String text =
        Files.readString(Path.of("systemd", name + ".service"))
            .replaceAll("(?m)^ExecStart=\\S+", "ExecStart=/bin/true")
            .replaceAll("(?m)^WorkingDirectory=.*", "WorkingDirectory=/tmp");
    Path unit = Files.writeString(folder.resolve(name + ".service"), text);

    Shell.Result result = Shell.run(folder, Map.of(), "systemd-analyze", "verify", unit.toString());

    assertThat(result.output()).doesNotContain(name);
    assertThat(result.exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"chat-relay-worker", "chat-relay-auth"})
  void systemd_finds_little_to_attack(String name) throws Exception {
    String unit = Path.of("systemd", name + ".service").toAbsolutePath().toString();

    Shell.Result result =
        Shell.run(
            folder,
            Map.of(),
            "systemd-analyze",
            "security",
            "--offline=true",
            "--threshold=20",
            unit);

    assertThat(result.exitCode()).as(result.output()).isZero();
  }
}
