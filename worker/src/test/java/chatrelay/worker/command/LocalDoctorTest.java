package chatrelay.worker.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The doctor where nothing is configured. */
@Timeout(60)
class LocalDoctorTest {
  @TempDir private Path folder;

  @Test
  void should_find_a_fresh_machine_sound_and_say_how_to_start() {
    CommandRun run = doctor(Map.of());

    assertThat(run.code()).as(run.all()).isZero();
    assertThat(run.out())
        .contains("none is configured, and no ./run is running here")
        .contains("./run starts one of each on this machine")
        .contains("local folder")
        .contains("port of the local broker")
        .doesNotContain("fail  ");
  }

  @Test
  void should_still_tell_what_is_wrong() {
    CommandRun run = doctor(Map.of("WORKER_BATCH", "0"));

    assertThat(run.code()).isEqualTo(78);
    assertThat(run.out()).contains("WORKER_BATCH is \"0\"").doesNotContain("is not set");
  }

  @Test
  void should_look_at_what_run_has_started() throws IOException {
    announce(ProcessHandle.current().pid());

    CommandRun run = doctor(Map.of());

    assertThat(run.code()).isEqualTo(69);
    assertThat(run.out())
        .contains("127.0.0.1:1 does not respond")
        .contains("all variables are valid")
        .doesNotContain("running-secret");
  }

  @Test
  void should_agree_with_the_check_of_the_configuration_beside_a_running_stack()
      throws IOException {
    announce(ProcessHandle.current().pid());

    CommandRun check = CommandRun.of(variables(Map.of()), "config", "check");

    assertThat(check.code()).as(check.all()).isZero();
    assertThat(check.out()).contains("with the broker or database of the running ./run");
    assertThat(doctor(Map.of()).out()).contains("all variables are valid");
    for (String name : List.of("WORKER_BATCH", "DB_PASWORD")) {
      assertThat(CommandRun.of(variables(Map.of(name, "0")), "config", "check").err())
          .contains("has 1 problem\n", name);
    }
    Map<String, String> wrong = Map.of("WORKER_BATCH", "0");
    assertThat(doctor(wrong).out()).contains("WORKER_BATCH is \"0\"");
  }

  @Test
  void should_not_believe_a_process_that_has_ended() throws IOException {
    announce(4_194_304); // above the highest process id of Linux

    assertThat(doctor(Map.of()).out()).contains("no ./run is running here");
  }

  private void announce(long process) throws IOException {
    Files.writeString(
        folder.resolve("running.env"),
        """
        # process %d
        ABLY_API_KEY=local0.worker:running-secret
        ABLY_ENDPOINT=127.0.0.1
        ABLY_PORT=1
        ABLY_TLS=false
        DB_HOST=127.0.0.1
        DB_PORT=1
        DB_USERNAME=chat
        DB_PASSWORD=running-secret
        DB_SSL_MODE=DISABLED
        """
            .formatted(process));
  }

  private CommandRun doctor(Map<String, String> changes) {
    return CommandRun.of(variables(changes), "doctor");
  }

  private Map<String, String> variables(Map<String, String> changes) {
    Map<String, String> variables =
        new HashMap<>(
            Map.of(
                "LOCAL_FOLDER", folder.toString(),
                "LOCAL_BROKER_PORT", "0",
                "PORT", "0",
                "WORKER_ADMIN_PORT", "0",
                "AUTH_ADMIN_PORT", "0"));
    variables.putAll(changes);
    return variables;
  }
}
