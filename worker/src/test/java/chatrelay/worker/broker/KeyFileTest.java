package chatrelay.worker.broker;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.runtime.Secret;
import chatrelay.schema.settings.AblySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(10)
class KeyFileTest {
  private static final AblySettings INITIAL =
      new AblySettings("app.one", Secret.of("secret"), "localhost", 8080, false);

  private final Path file;

  KeyFileTest(@TempDir Path folder) {
    this.file = folder.resolve("key");
  }

  @Test
  void a_key_that_its_file_holds_now_is_used_with_the_same_broker() throws IOException {
    KeyFile key = following("app.two:other\n");

    assertThat(key.get())
        .isEqualTo(new AblySettings("app.two", Secret.of("other"), "localhost", 8080, false));
  }

  @Test
  void a_file_that_is_away_empty_or_holds_no_key_changes_nothing() throws IOException {
    KeyFile key = following("");
    assertThat(key.get()).isEqualTo(INITIAL);

    Files.writeString(file, "no key");
    assertThat(key.get()).isEqualTo(INITIAL);

    Files.delete(file);
    assertThat(key.get()).isEqualTo(INITIAL);
  }

  @Test
  void the_key_of_another_app_is_refused_because_its_channels_are_others() throws IOException {
    assertThat(following("elsewhere.one:secret").get()).isEqualTo(INITIAL);
  }

  @Test
  void the_file_is_not_read_again_before_its_time() throws IOException {
    Files.writeString(file, "app.two:other");

    assertThat(new KeyFile(INITIAL, file, Duration.ofHours(1)).get()).isEqualTo(INITIAL);
  }

  private KeyFile following(String content) throws IOException {
    Files.writeString(file, content);
    return new KeyFile(INITIAL, file, Duration.ZERO);
  }
}
