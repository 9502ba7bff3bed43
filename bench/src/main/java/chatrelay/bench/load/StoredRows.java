package chatrelay.bench.load;

import static chatrelay.schema.generated.Tables.MESSAGE;

import chatrelay.local.stack.LocalStack;
import chatrelay.moderation.Action;
import chatrelay.moderation.MatchMode;
import chatrelay.moderation.Rule;
import chatrelay.moderation.WordList;
import chatrelay.schema.Database;
import chatrelay.schema.DatabaseSettings;
import chatrelay.worker.lists.Backtest;
import chatrelay.worker.lists.StoredList;
import chatrelay.worker.lists.StoredTexts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The messages that a running stack has stored, and a backtest over them. One thread. */
final class StoredRows implements AutoCloseable {
  private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(10);

  /** As {@code chat lists backtest} unless told otherwise. */
  private static final int MESSAGES_PER_SECOND = 5_000;

  private static final Duration AGE = Duration.ofDays(1);

  private final Database database;

  StoredRows(LocalStack stack) {
    database = Database.open(DatabaseSettings.from(stack.environment()));
    stack.environment().check();
  }

  /** Waits until {@code wanted} messages are stored, for ten minutes at most. */
  void await(int wanted) {
    long end = System.nanoTime() + LIMIT_NANOS;
    while (database.context().fetchCount(MESSAGE) < wanted) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(wanted + " messages were not stored within ten minutes");
      }
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
    }
  }

  /** Judges all of them with a list that hits every message; answers how many that were. */
  long backtest() {
    WordList list =
        WordList.of(
            "candidate",
            List.of(
                Rule.of("potato", MatchMode.WORD, Action.MASK, ""),
                Rule.of("brown fox", MatchMode.PHRASE, Action.FLAG, "")),
            List.of());
    StoredList candidate = new StoredList(list, 1, null, Instant.now(), "bench", null);
    Backtest backtest =
        new Backtest(new StoredTexts(database), candidate, null, MESSAGES_PER_SECOND);
    Backtest.Report report = backtest.run(AGE, 0, (done, all) -> {});
    if (report.hit() != report.messages()) {
      throw new IllegalStateException(
          "%d of %d messages were hit".formatted(report.hit(), report.messages()));
    }
    return report.messages();
  }

  @Override
  public void close() {
    database.close();
  }
}
