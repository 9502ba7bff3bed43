package chatrelay.worker;

import chatrelay.local.broker.Faults;
import chatrelay.local.broker.fault.Effect;
import chatrelay.local.broker.fault.FaultRule;
import chatrelay.local.broker.fault.Point;
import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.broker.wire.FrameAction;
import java.sql.Connection;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** A random order of faults, the same for the same seed. */
final class ChaosSchedule {
  private static final int FAULTS = 14;
  private static final int MOST_WORKERS = 3;
  private static final ErrorInfo LOST = new ErrorInfo(90003, 400, "position expired");

  private final Random random;
  private final TestStack stack;
  private final Faults faults;
  private final Deque<Worker> workers = new ArrayDeque<>();

  private enum Fault {
    DROP,
    DROP_AND_REFUSE_RESUME,
    DROP_AFTER_CONNECTED,
    DETACH,
    FAIL_CHANNEL,
    FAIL_CONNECTION,
    REPLAY,
    EXPIRE_TOKEN,
    SILENCE,
    LOSE_PUBLISH_ANSWERS,
    REFUSE_PUBLISHES,
    HANG_A_PUBLISH,
    REFUSE_HISTORY,
    KILL_CONNECTIONS,
    KILL_QUERIES,
    LOCK_ROOMS,
    FREEZE_DATABASE,
    STEAL_LEASES,
    CRASH_A_WORKER,
    STOP_A_WORKER,
    START_A_WORKER
  }

  ChaosSchedule(long seed, TestStack stack) {
    this.random = new Random(seed);
    this.stack = stack;
    this.faults = stack.broker().faults();
    workers.add(stack.launch());
  }

  /** Lets the faults happen; their names in order. */
  List<String> run() throws Exception {
    List<String> happened = new ArrayList<>();
    for (int index = 0; index < FAULTS; index++) {
      FaultTest.pass(Duration.ofMillis(50 + random.nextInt(250)));
      Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
      happened.add(fault.name());
      strike(fault);
    }
    return happened;
  }

  /** At least one worker, for the end. */
  void workersOn() {
    if (workers.isEmpty()) {
      workers.add(stack.launch());
    }
  }

  private void strike(Fault fault) throws Exception {
    switch (fault) {
      case DROP, DROP_AND_REFUSE_RESUME, DROP_AFTER_CONNECTED -> drop(fault);
      case DETACH -> faults.detach(channel(), new ErrorInfo(90000, 500, "detached"));
      case FAIL_CHANNEL -> faults.fail(channel(), new ErrorInfo(90001, 400, "failed"));
      case FAIL_CONNECTION ->
          faults.now(subject -> true, new Effect.Refuse(new ErrorInfo(80000, 400, "failed")));
      case REPLAY -> {
        faults.add(FaultRule.at(Point.ATTACH).times(2).then(new Effect.Overlap(50)));
        faults.dropAll();
      }
      case EXPIRE_TOKEN -> faults.now(subject -> true, new Effect.Expire());
      case SILENCE -> faults.now(subject -> true, new Effect.Silence());
      case LOSE_PUBLISH_ANSWERS -> publishes(new Effect.Abort(true), 5);
      case REFUSE_PUBLISHES -> publishes(new Effect.Status(503), 5);
      case HANG_A_PUBLISH -> publishes(new Effect.Hang(), 1);
      case REFUSE_HISTORY ->
          faults.add(
              FaultRule.at(Point.HISTORY)
                  .times(3)
                  .then(new Effect.Refuse(new ErrorInfo(50003, 500, "later"))));
      case KILL_CONNECTIONS -> stack.killConnections();
      case KILL_QUERIES -> stack.killQueries();
      case LOCK_ROOMS -> hold("SELECT id FROM room FOR UPDATE");
      case FREEZE_DATABASE -> hold("FLUSH TABLES WITH READ LOCK");
      case STEAL_LEASES, CRASH_A_WORKER, STOP_A_WORKER, START_A_WORKER -> worker(fault);
    }
  }

  private void drop(Fault fault) {
    if (fault == Fault.DROP_AND_REFUSE_RESUME) {
      faults.add(
          FaultRule.at(Point.RESUME)
              .times(2)
              .then(new Effect.Refuse(new ErrorInfo(80008, 400, "gone"))));
      faults.add(FaultRule.at(Point.ATTACH).times(2).then(new Effect.LoseContinuity(LOST)));
    }
    if (fault == Fault.DROP_AFTER_CONNECTED) {
      faults.add(
          FaultRule.at(Point.SEND)
              .action(FrameAction.CONNECTED)
              .times(3)
              .then(new Effect.Abort(false)));
    }
    faults.dropAll();
  }

  private void publishes(Effect effect, int times) {
    faults.add(FaultTest.onPublish(effect).times(times));
  }

  private void hold(String lock) throws Exception {
    try (Connection other = stack.server().connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute(lock);
      FaultTest.pass(Duration.ofMillis(300 + random.nextInt(700)));
      other.rollback();
      statement.execute("UNLOCK TABLES");
    } catch (SQLNonTransientConnectionException ended) {
      // By a worker that took over meanwhile: it ends sessions that hold locks in silence.
    }
  }

  private void worker(Fault fault) {
    switch (fault) {
      case STEAL_LEASES ->
          stack
              .server()
              .execute(
                  "UPDATE worker_lease SET epoch = epoch + 1, owner = 'another', until_at ="
                      + " UTC_TIMESTAMP(3) + INTERVAL 200000 MICROSECOND WHERE shard % 2 = "
                      + random.nextInt(2));
      case CRASH_A_WORKER -> {
        workersOn();
        workers.remove().abandon();
        workersOn();
      }
      case STOP_A_WORKER -> {
        workersOn();
        workers.remove().close();
        workersOn();
      }
      default -> {
        if (workers.size() < MOST_WORKERS) {
          workers.add(stack.launch());
        }
      }
    }
  }

  private String channel() {
    return "chat-in:" + FaultTest.ROOMS.get(random.nextInt(FaultTest.ROOMS.size()));
  }
}
