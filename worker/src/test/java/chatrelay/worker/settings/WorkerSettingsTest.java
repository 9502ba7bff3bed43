package chatrelay.worker.settings;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.runtime.ConfigurationException;
import chatrelay.runtime.Environment;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkerSettingsTest {
  @Test
  void nothing_set_means_the_defaults() {
    Environment empty = Environment.of(Map.of());

    assertThat(WorkerSettings.from(empty)).hasToString(WorkerSettings.DEFAULT.toString());
    empty.check();
  }

  @Test
  void a_variable_sets_its_constant_and_no_other() {
    Environment environment = Environment.of(Map.of("WORKER_LEASE", "42s", "WORKER_BATCH", "17"));

    WorkerSettings settings = WorkerSettings.from(environment);

    assertThat(settings)
        .hasToString(
            WorkerSettings.DEFAULT
                .with(Timing.LEASE, Duration.ofSeconds(42))
                .with(Bound.BATCH, 17)
                .toString());
  }

  @Test
  void every_value_out_of_its_limits_is_a_problem() {
    Environment environment =
        Environment.of(
            Map.of(
                "WORKER_LEASE", "42d",
                "WORKER_REPEAT_WINDOW", "111s",
                "WORKER_BATCH", "0"));
    WorkerSettings.from(environment);

    ConfigurationException refused =
        Assertions.catchThrowableOfType(ConfigurationException.class, environment::check);

    assertThat(refused.problems())
        .extracting(ConfigurationException.Problem::variable)
        .containsExactlyInAnyOrder("WORKER_LEASE", "WORKER_REPEAT_WINDOW", "WORKER_BATCH");
  }

  @ParameterizedTest
  @EnumSource(Timing.class)
  void every_time_constant_scales(Timing timing) {
    WorkerSettings scaled = WorkerSettings.DEFAULT.scaledBy(0.5);

    assertThat(scaled.time(timing)).isEqualTo(WorkerSettings.DEFAULT.time(timing).dividedBy(2));
    assertThat(WorkerSettings.DEFAULT.scaledBy(1e-9).time(timing)).isEqualTo(Duration.ofMillis(5));
  }

  @ParameterizedTest
  @EnumSource(Bound.class)
  void bounds_stay_when_times_scale(Bound bound) {
    assertThat(WorkerSettings.DEFAULT.scaledBy(0.1).size(bound))
        .isEqualTo(WorkerSettings.DEFAULT.size(bound))
        .isNotNegative();
  }
}
