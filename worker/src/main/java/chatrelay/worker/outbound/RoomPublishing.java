package chatrelay.worker.outbound;

import chatrelay.schema.SqlFailure;
import chatrelay.worker.broker.BrokerFailure;
import chatrelay.worker.settings.Bound;
import chatrelay.worker.settings.Timing;
import chatrelay.worker.settings.WorkerSettings;
import chatrelay.worker.store.Outbox;
import chatrelay.worker.store.OutboxGroup;
import io.ably.lib.types.AblyException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One step of one room: publishes the head of its queue, or decides why not and when to try again.
 *
 * <p>A group is sent again under the same ids until the broker has it or refuses it for good. Once
 * a repeat could reach the broker after the repeat window, when it may have forgotten the ids,
 * outbound history is read first. Stateless between steps; one thread holds a room.
 */
final class RoomPublishing {
  private static final Logger log = LoggerFactory.getLogger(RoomPublishing.class);

  /**
   * How much further back a group is looked for than it is old: the broker finds it by its own time
   * stamp, and the clock of one of its sites may be wrong.
   */
  private static final Duration HISTORY_MARGIN = Duration.ofHours(2);

  /** The pause of a room that can't publish because too many acknowledgements are unwritten. */
  private static final Duration UNMARKED_WAIT = Duration.ofMillis(50);

  private final Wire wire;
  private final Outbox outbox;
  private final AcknowledgementWriter acknowledgements;
  private final PublishListener listener;
  private final Publisher.ShardLease lease;
  private final InstantSource brokerClock;
  private final WorkerSettings settings;

  /** How long one attempt may take to reach the broker, which must be within that. */
  private final Duration underWay;

  RoomPublishing(
      Wire wire,
      Outbox outbox,
      AcknowledgementWriter acknowledgements,
      PublishListener listener,
      Publisher.ShardLease lease,
      InstantSource brokerClock,
      WorkerSettings settings) {
    this.wire = wire;
    this.outbox = outbox;
    this.acknowledgements = acknowledgements;
    this.listener = listener;
    this.lease = lease;
    this.brokerClock = brokerClock;
    this.settings = settings;
    this.underWay = settings.time(Timing.PUBLISH_TIMEOUT).multipliedBy(3).dividedBy(2);
  }

  /** Publishes one group of the room at most; the queue then holds the time of the next step. */
  void step(RoomQueue queue) {
    if (!lease.owns(queue.room().shard(), queue.epoch())) {
      queue.close();
      return;
    }
    try {
      if (queue.takeTableMark() && !load(queue)) {
        return;
      }
      OutboxGroup head = queue.head();
      if (head != null) {
        publish(queue, head);
      }
    } catch (DataAccessException failure) {
      postpone(queue, Duration.ZERO);
      log.warn("outbox of {}: {}", queue.room().name(), SqlFailure.classify(failure));
    }
  }

  private boolean load(RoomQueue queue) {
    try {
      List<OutboxGroup> groups =
          outbox.load(queue.room(), queue.lastSeq(), settings.count(Bound.HAND_OVER));
      int messages = groups.stream().mapToInt(group -> group.messages().size()).sum();
      queue.loaded(groups, messages >= settings.count(Bound.HAND_OVER));
      return true;
    } catch (RuntimeException failure) {
      queue.notLoaded();
      throw failure;
    }
  }

  private void publish(RoomQueue queue, OutboxGroup head) {
    if (!acknowledgements.reserve()) {
      queue.waitUntil(System.nanoTime() + UNMARKED_WAIT.toNanos());
      return;
    }
    boolean confirmed = false;
    try {
      confirmed = confirm(queue, head);
    } finally {
      if (!confirmed) {
        acknowledgements.release();
      }
    }
  }

  /** Whether the broker has the group now. */
  private boolean confirm(RoomQueue queue, OutboxGroup head) {
    Duration tried = queue.attempt(System.nanoTime());
    try {
      if (mayBeForgotten(queue, head, tried) && isPublished(queue, head)) {
        acknowledge(queue, head);
        return true;
      }
      wire.publish(head);
    } catch (AblyException failure) {
      return failed(queue, head, BrokerFailure.of(failure));
    }
    acknowledge(queue, head);
    int messages = head.messages().size();
    long pause = queue.pace(messages, settings.count(Bound.PUBLISH_RATE), System.nanoTime());
    if (pause > 0) {
      queue.waitUntil(System.nanoTime() + pause);
    }
    return true;
  }

  private void acknowledge(RoomQueue queue, OutboxGroup head) {
    queue.removeHead();
    Acknowledgement acknowledgement = new Acknowledgement(head, brokerClock.instant());
    listener.published(acknowledgement);
    acknowledgements.add(acknowledgement);
  }

  private boolean mayBeForgotten(RoomQueue queue, OutboxGroup head, Duration tried) {
    // The time of arrival at the broker counts, not the time of sending.
    Duration safe = settings.time(Timing.REPEAT_WINDOW).minus(underWay);
    boolean byUs = !tried.isZero() && tried.compareTo(safe) > 0;
    boolean byOthers = queue.mayBePublished() && head.age().compareTo(safe) > 0;
    return byUs || byOthers;
  }

  private boolean isPublished(RoomQueue queue, OutboxGroup head) throws AblyException {
    Instant since = brokerClock.instant().minus(head.age()).minus(HISTORY_MARGIN);
    Set<String> wanted = Set.of(head.id(0));
    try {
      boolean published = !wire.published(head.room().outbound(), since, wanted).isEmpty();
      if (!published) {
        // Strict order: what an earlier owner had not published, nor had it what follows.
        queue.ownedFromHere();
      }
      return published;
    } catch (AblyException unreadable) {
      BrokerFailure failure = BrokerFailure.of(unreadable);
      if (failure.kind() == BrokerFailure.Kind.RETRYABLE || !failure.isFromBroker()) {
        throw unreadable;
      }
      log.warn("outbound history of {} can't be read; sending again", head.room().name());
      return false;
    }
  }

  /** Whether the broker has it in spite of the failure. */
  private boolean failed(RoomQueue queue, OutboxGroup head, BrokerFailure failure) {
    listener.failed(failure);
    switch (failure.kind()) {
      case RETRYABLE -> {
        postpone(queue, Duration.ZERO);
        log.debug("publish of {} failed: {}", head, failure);
      }
      case CONFIGURATION -> {
        queue.refused(failure);
        postpone(queue, settings.time(Timing.LONG_RETRY));
        log.error("publishing to {} is refused: {}", head.room().name(), failure);
      }
      case PERMANENT -> {
        return refused(queue, head, failure);
      }
    }
    return false;
  }

  /** An earlier attempt, of this process or another, may have been taken and its answer lost. */
  private boolean refused(RoomQueue queue, OutboxGroup head, BrokerFailure failure) {
    try {
      if (isPublished(queue, head)) {
        acknowledge(queue, head);
        return true;
      }
      giveUp(queue, head, failure);
    } catch (AblyException unreadable) {
      postpone(queue, Duration.ZERO);
    }
    return false;
  }

  private void giveUp(RoomQueue queue, OutboxGroup head, BrokerFailure failure) {
    if (head.messages().size() > 1) {
      log.warn("{} is refused as a whole ({}), its messages go alone", head, failure);
      queue.replaceHead(outbox.split(head));
      return;
    }
    outbox.bury(head.messages().getFirst(), failure.code(), queue.attempts());
    queue.removeHead();
    listener.buried(failure);
    log.error("{} can't be published, the broker refuses it permanently: {}", head, failure);
  }

  private static void postpone(RoomQueue queue, Duration least) {
    queue.waitUntil(System.nanoTime() + queue.failed(least).toNanos());
  }
}
