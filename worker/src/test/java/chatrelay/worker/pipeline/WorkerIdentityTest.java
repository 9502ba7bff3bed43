package chatrelay.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class WorkerIdentityTest {
  private static final Path STATUS = Path.of("/proc/self/stat");

  @Test
  void f27_a_name_holds_no_time_of_day_which_is_another_one_once_the_clock_was_set()
      throws IOException {
    assumeTrue(Files.exists(STATUS), "/proc is missing, which identifies processes");
    String status = Files.readString(STATUS);
    String ticks = status.substring(status.lastIndexOf(')') + 2).split(" ", -1)[19];

    assertThat(WorkerIdentity.make())
        .contains("/" + ProcessHandle.current().pid() + "/" + ticks + "/");
  }

  @Test
  void only_a_process_of_this_machine_that_is_gone_or_began_at_another_time_is_dead() {
    assumeTrue(Files.exists(STATUS), "/proc is missing, which identifies processes");
    String own = WorkerIdentity.make();
    String[] parts = own.split("/", -1);
    String machine = parts[0] + "/" + parts[1] + "/";

    assertThat(WorkerIdentity.isDead(own)).isFalse();
    assertThat(
            WorkerIdentity.isDead(machine + parts[2] + "/" + (Long.parseLong(parts[3]) - 1) + "/1"))
        .isTrue();
    assertThat(WorkerIdentity.isDead(machine + "4294967/" + parts[3] + "/1")).isTrue();
    assertThat(WorkerIdentity.isDead("elsewhere/1/4294967/1/1")).isFalse();
    assertThat(WorkerIdentity.isDead("chosen-by-an-operator")).isFalse();
    assertThat(WorkerIdentity.isDead("a/b/" + parts[1] + "/4294967/" + parts[3] + "/1")).isTrue();
  }

  @Test
  void no_two_workers_have_one_name_even_if_they_are_called_alike() {
    String longest = "w".repeat(WorkerIdentity.LONGEST_NAME);

    assertThat(WorkerIdentity.of(longest))
        .startsWith(longest + "/")
        .hasSizeLessThanOrEqualTo(100)
        .isNotEqualTo(WorkerIdentity.of(longest));
  }
}
