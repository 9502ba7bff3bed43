package chatrelay.bench.load;

import chatrelay.runtime.Environment;
import chatrelay.runtime.Logging;
import chatrelay.runtime.Variable;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The settings under which a local stack is measured. */
public final class ManyRooms {
  private ManyRooms() {}

  /**
   * {@code environment} with {@code rooms} rooms named {@code room-0} and so on, and logging that
   * costs nothing; sets logging up.
   *
   * @param publishRate messages a second that the worker publishes to a room; 0 for no limit
   */
  public static Environment in(Environment environment, int rooms, int publishRate) {
    String names =
        IntStream.range(0, rooms).mapToObj(room -> "room-" + room).collect(Collectors.joining(","));
    Environment measured =
        environment.with(
            Map.of(
                Variable.LOCAL_ROOMS,
                names,
                Variable.WORKER_PUBLISH_RATE,
                String.valueOf(publishRate),
                Variable.LOG_LEVEL,
                "warn",
                Variable.LOG_FORMAT,
                "text"));
    Logging.toStandardError(measured);
    return measured;
  }
}
