package chatrelay.bench.store;

import chatrelay.local.stack.LocalStack;
import chatrelay.local.stack.StartProgress;
import chatrelay.schema.Database;
import chatrelay.schema.DatabaseSettings;
import chatrelay.schema.settings.AblySettings;
import chatrelay.worker.Worker;
import chatrelay.worker.WorkerConfiguration;
import io.ably.lib.rest.AblyRest;
import io.ably.lib.types.AblyException;
import io.ably.lib.types.ClientOptions;
import io.ably.lib.types.Message;
import io.ably.lib.util.Log;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A backlog published without a worker, and the worker that catches up with it. */
final class Backlog {
  private static final int ARRAY = 200;
  private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(10);

  /**
   * All are publishable, so that the counters of the rooms tell: to count the rows several times a
   * second was a tenth of what the database did, and more with each round.
   */
  private static final String STORED = "SELECT SUM(next_seq - 1) FROM room";

  private static final String WAITING =
      "SELECT COUNT(*) FROM (SELECT message_id FROM outbox LIMIT 1) waiting";

  private final LocalStack stack;
  private final StartProgress progress;
  private final int rooms;
  private final int messages;
  private final int banned;
  private int round;

  Backlog(LocalStack stack, StartProgress progress, int rooms, int messages, int banned) {
    this.stack = stack;
    this.progress = progress;
    this.rooms = rooms;
    this.messages = messages;
    this.banned = banned;
  }

  /**
   * From the launch of the worker, in seconds; processor time until all was published, that of this
   * process (worker, broker, auth-service) and of the database.
   */
  record Result(int messages, double stored, double published, Duration java, Duration database) {
    String describe(int round) {
      return """

      round %d: %,d messages stored after %.1f s (%,.0f/s), published after %.1f s (%,.0f/s)
      processor time a message: worker and broker %.0f µs, database %.0f µs
      """
          .formatted(
              round,
              messages,
              stored,
              messages / stored,
              published,
              messages / published,
              java.toNanos() / 1e3 / messages,
              database.toNanos() / 1e3 / messages);
    }
  }

  /** One more backlog, while no worker runs; answers how many were published. */
  int publish() {
    round++;
    AblySettings broker = stack.broker();
    try {
      ClientOptions options = new ClientOptions(broker.key().reveal());
      options.logLevel = Log.NONE;
      options.restHost = broker.endpoint();
      options.port = broker.port();
      options.tls = broker.tls();
      try (AblyRest rest = new AblyRest(options)) {
        int arrays = 0;
        for (int sent = 0; sent < messages; sent += ARRAY) {
          String room = "chat-in:room-" + arrays % rooms;
          rest.channels.get(room).publish(array(arrays++, Math.min(ARRAY, messages - sent)));
        }
      }
      return messages;
    } catch (AblyException failure) {
      throw new IllegalStateException(failure);
    } catch (Exception closing) {
      throw new IllegalStateException("closing the client", closing);
    }
  }

  private Message[] array(int number, int size) {
    Message[] array = new Message[size];
    for (int index = 0; index < size; index++) {
      String end = index % 100 < banned ? "and a potato" : "and sleeps well";
      String text = "the quick brown fox jumps over a lazy dog " + end;
      array[index] = new Message("message", text, "client-" + index % 50);
      array[index].id = "backlog-" + round + "-" + number + ":" + index;
    }
    return array;
  }

  Result catchUp() {
    WorkerConfiguration configuration = WorkerConfiguration.from(stack.environment());
    stack.environment().check();
    try (Database database = Database.open(DatabaseSettings.from(stack.environment()))) {
      long start = System.nanoTime();
      Duration java = Meter.processTime();
      Duration server = Meter.serverTime();
      try (Worker _ = Worker.launch(configuration)) {
        double stored = await(database, "stored", STORED, round * messages, start);
        double published = await(database, "waiting", WAITING, 0, start);
        return new Result(
            messages,
            stored,
            published,
            Meter.processTime().minus(java),
            Meter.serverTime().minus(server));
      }
    }
  }

  private double await(Database database, String what, String query, int wanted, long start) {
    long told = start;
    while (true) {
      int rows = database.context().fetchSingle(query).get(0, Integer.class);
      long now = System.nanoTime();
      if (rows == wanted) {
        return (now - start) / 1e9;
      }
      if (now - start > LIMIT_NANOS) {
        throw new IllegalStateException("not caught up within ten minutes");
      }
      if (now - told > TimeUnit.SECONDS.toNanos(2)) {
        told = now;
        progress.say("  %6.1f s   %s: %,d".formatted((now - start) / 1e9, what, rows));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
    }
  }
}
