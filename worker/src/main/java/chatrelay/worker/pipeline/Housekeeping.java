package chatrelay.worker.pipeline;

import chatrelay.runtime.RepeatedTurn;
import chatrelay.schema.Database;
import chatrelay.schema.SqlFailure;
import chatrelay.worker.broker.BrokerClock;
import chatrelay.worker.broker.RestClient;
import chatrelay.worker.outbound.Publisher;
import chatrelay.worker.store.IdlePositions;
import chatrelay.worker.store.Outbox;
import chatrelay.worker.store.StoredProgress;
import io.ably.lib.types.AblyException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Periodic work every few seconds: the broker's time, positions of idle rooms, outbox rows that no
 * queue holds, the state of the database for health and metrics.
 *
 * <p>One thread, {@code housekeeping}. A turn that fails is skipped.
 */
final class Housekeeping {
  private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);
  private static final Duration PING_LIMIT = Duration.ofSeconds(2);
  private static final int CLOCK_TURNS = 12;

  private final Database database;
  private final RestClient rest;
  private final BrokerClock brokerClock;
  private final RoomKeeper rooms;
  private final StoredProgress progress;
  private final IdlePositions positions;
  private final Outbox outbox;
  private final Publisher publisher;
  private final DecisionNotes decisions;
  private final RepeatedTurn turns = new RepeatedTurn("housekeeping", this::turn);

  private volatile Optional<SqlFailure> databaseFailure = Optional.empty();
  private volatile Outbox.Backlog backlog = new Outbox.Backlog(0, Duration.ZERO);
  private volatile int openGaps;
  private long taken;

  /** {@code retention} is how long the broker keeps inbound history. */
  Housekeeping(
      Database database,
      RestClient rest,
      BrokerClock brokerClock,
      RoomKeeper rooms,
      StoredProgress progress,
      Duration retention,
      Outbox outbox,
      Publisher publisher,
      DecisionNotes decisions) {
    this.database = database;
    this.rest = rest;
    this.brokerClock = brokerClock;
    this.rooms = rooms;
    this.progress = progress;
    this.positions = new IdlePositions(progress, retention);
    this.outbox = outbox;
    this.publisher = publisher;
    this.decisions = decisions;
  }

  void start(Duration every) {
    turns.start(Duration.ZERO, every);
  }

  void stop() {
    turns.close();
  }

  Optional<SqlFailure> databaseFailure() {
    return databaseFailure;
  }

  Outbox.Backlog backlog() {
    return backlog;
  }

  int openGaps() {
    return openGaps;
  }

  private void turn() {
    if (taken++ % CLOCK_TURNS == 0 || !brokerClock.isMeasured()) {
      measureClock();
    }
    try {
      databaseFailure = database.ping(PING_LIMIT);
      if (databaseFailure.isEmpty()) {
        backlog = outbox.backlog();
        openGaps = progress.openGaps();
        if (brokerClock.isMeasured()) {
          positions.write(rooms.idle());
        }
        findLeftBehind();
        decisions.turn();
      }
    } catch (RuntimeException | Error failure) {
      databaseFailure = Optional.of(SqlFailure.classify(failure));
      log.debug("housekeeping failed: {}", databaseFailure);
    }
  }

  /** Rows put back by an operator, or whose offer to the publisher was lost. */
  private void findLeftBehind() {
    if (backlog.messages() > 0) {
      outbox.lowestSeqs().forEach(publisher::leftBehind);
    }
  }

  private void measureClock() {
    try {
      brokerClock.measure(rest.get());
    } catch (AblyException | RuntimeException unanswered) {
      log.debug("the broker's time is unknown: {}", unanswered.getClass().getSimpleName());
    }
  }
}
