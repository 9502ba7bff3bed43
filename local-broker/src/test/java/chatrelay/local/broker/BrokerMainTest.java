package chatrelay.local.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The options of {@code ./run broker}. */
final class BrokerMainTest {
  @Test
  void reads_every_option() {
    BrokerOptions options =
        BrokerMain.read(
            "--port 0 --key a.b:c --key d.e:f --data x --limits hosted --persist n --refuse-keys --delay 7"
                .split(" "));
    assertThat(options.port()).isZero();
    assertThat(options.keys()).extracting(key -> key.full()).containsExactly("a.b:c", "d.e:f");
    assertThat(options.dataFolder()).isEqualTo(Path.of("x"));
    assertThat(options.limits().rates().connection()).isEqualTo(50);
    assertThat(options.namespaces().persisted()).containsExactly("n");
    assertThat(options.simulation().outboundDelay()).isEqualTo(Duration.ofMillis(7));
    assertThat(options.refusesKeys()).isTrue();
    assertThat(BrokerMain.read(new String[0]).port()).isEqualTo(8080);
    assertThat(BrokerMain.read(new String[0]).refusesKeys()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--port",
        "--port x",
        "--port -1",
        "--port 65536",
        "--key nonsense",
        "--limits none",
        "--unknown 1",
        "--delay x"
      })
  void refuses_what_it_does_not_understand_without_repeating_secrets(String line) {
    assertThatThrownBy(() -> BrokerMain.read(line.split(" ")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("nonsense");
  }
}
