package chatrelay.worker.inbound;

import chatrelay.schema.RoomSettings;
import chatrelay.worker.broker.ReceivedMessage;
import chatrelay.worker.inbound.LaneInbox.Arrival;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One room's inbound channel as a stream without holes.
 *
 * <p>Live messages go to the lane while the stream is whole. Once it may have a hole (start, lost
 * continuity, memory full) they are held back until catch-up has read the channel's history, then
 * follow it. Messages that do not fit are dropped without waiting and read from history. All
 * methods take one short lock and may be called by any thread, the SDK's included.
 */
public final class RoomIntake {
  private final long epoch;
  private final LaneInbox inbox;
  private final IntakeBudget.Share share;
  private final Consumer<RoomIntake> catchUp;
  private final InstantSource clock;

  private volatile RoomRoute route;
  private Phase phase = Phase.BEHIND;
  private final RecentMessages recent = new RecentMessages();
  private List<Arrival> held = new ArrayList<>();
  private boolean again;
  private long newest;
  private @Nullable ReceivedMessage newestMessage;
  private long dropped;
  private int waiting;
  private boolean forfeited;
  private @Nullable Hole hole = Hole.UNKNOWN;

  private enum Phase {
    /** Live messages are held back until catch-up has ended. */
    BEHIND,
    /** Memory was full; live messages are dropped until catch-up begins. */
    OVERFLOWED,
    /** Nothing is missing. */
    LIVE,
    /** No longer followed. */
    CLOSED
  }

  /** The extent of a possible hole, which decides how far back catch-up reads. */
  enum Hole {
    /** From the last message on: this process dropped them. */
    DROPPED,
    /** From a while before the last message: the broker lost the position. */
    DISCONTINUED,
    /** From the position in the database on. */
    UNKNOWN
  }

  /**
   * {@code epoch} is that of the lease under which the room is followed; {@code catchUp} receives,
   * without blocking, this room when it must be read from history; {@code clock} is the broker's.
   */
  public RoomIntake(
      RoomRoute route,
      long epoch,
      LaneInbox inbox,
      IntakeBudget budget,
      Consumer<RoomIntake> catchUp,
      InstantSource clock) {
    this.route = route;
    this.epoch = epoch;
    this.inbox = inbox;
    this.share = budget.share();
    this.catchUp = catchUp;
    this.clock = clock;
  }

  /** The room. */
  public RoomRoute route() {
    return route;
  }

  /** The room's present settings, used for messages judged from here on. */
  public void adopt(RoomSettings settings) {
    route = route.with(settings);
  }

  /** Epoch of the lease under which it is followed. */
  public long epoch() {
    return epoch;
  }

  /** A live message; called on the SDK's reader thread. */
  public synchronized void receive(ReceivedMessage message) {
    if (phase == Phase.CLOSED || phase == Phase.OVERFLOWED) {
      dropped++;
      return;
    }
    if (!share.tryTake(message.bytes())) {
      overflow();
      return;
    }
    Arrival arrival = new Arrival(this, message);
    if (phase == Phase.BEHIND) {
      held.add(arrival);
      return;
    }
    pass(arrival);
    inbox.add(arrival);
  }

  /** The broker lost the position: messages may be missing from about now on. */
  public synchronized void discontinued() {
    if (phase == Phase.CLOSED) {
      return;
    }
    again = true;
    widen(Hole.DISCONTINUED);
    if (phase == Phase.LIVE) {
      phase = Phase.BEHIND;
    }
    catchUp.accept(this);
  }

  /** Drops everything: the lease is lost, or the worker stops. */
  public synchronized void close() {
    phase = Phase.CLOSED;
    giveHeldBack();
  }

  /**
   * A message of this room was dropped on its way to the database: later messages must not be
   * stored from memory, and the next follower of the room starts from the database's position.
   */
  public synchronized void forfeit() {
    forfeited = true;
    close();
  }

  /** Whether the waiting messages must be dropped. */
  public synchronized boolean isForfeited() {
    return forfeited;
  }

  /** Whether it was closed. */
  public synchronized boolean isClosed() {
    return phase == Phase.CLOSED;
  }

  /** Whether nothing is known to be missing. */
  public synchronized boolean isLive() {
    return phase == Phase.LIVE;
  }

  /** Whether live messages are being dropped since memory was full. */
  synchronized boolean isOverflowed() {
    return phase == Phase.OVERFLOWED;
  }

  /** Whether enough of its memory is free again for catching up. */
  boolean hasRoom() {
    return share.isLow();
  }

  /** A live message that was received is stored or given up. */
  void giveBack(ReceivedMessage message) {
    share.giveBack(message.bytes());
  }

  /** Broker time of the newest message known, in milliseconds since 1970; 0 for none. */
  synchronized long lastActive() {
    return newestMessage == null ? 0 : newestMessage.timestamp();
  }

  /** Live messages dropped so far because memory was full or the room was closed. */
  public synchronized long dropped() {
    return dropped;
  }

  /**
   * The connection proved at broker time {@code through} that it had delivered everything sent
   * before; which advances an idle room's position.
   */
  public synchronized void confirm(Instant through) {
    if (phase == Phase.LIVE && !again) {
      newest = Math.max(newest, through.toEpochMilli());
      if (waiting == 0) {
        recent.clear();
      }
    }
  }

  /**
   * Broker time up to which everything is stored; empty while messages are missing or in flight.
   */
  public synchronized Optional<Instant> storedThrough() {
    boolean idle = phase == Phase.LIVE && waiting == 0 && newest > 0;
    return idle ? Optional.of(Instant.ofEpochMilli(newest)) : Optional.empty();
  }

  /** Whether messages of this room are being stored. */
  public synchronized boolean isUnderWay() {
    return waiting > 0;
  }

  /** A message of this room was stored or became a dead letter; called by the lane. */
  public synchronized void settled() {
    waiting--;
  }

  /**
   * Catch-up begins; from now on live messages are held, and what goes missing is the next run's.
   * Empty when the room was closed.
   */
  synchronized Optional<Hole> begin() {
    if (phase == Phase.CLOSED) {
      return Optional.empty();
    }
    phase = Phase.BEHIND;
    again = false;
    Hole missing = hole == null ? Hole.DISCONTINUED : hole;
    hole = null;
    return Optional.of(newest == 0 ? Hole.UNKNOWN : missing);
  }

  /** Those of {@code messages} that did not go to the lane a moment ago, in their order. */
  synchronized List<ReceivedMessage> fresh(List<ReceivedMessage> messages) {
    return messages.stream().filter(message -> !recent.contains(message)).toList();
  }

  /**
   * A page of history goes to the lane. Held messages that it contains are not stored twice.
   *
   * @return whether it contains one of those, so that history has caught up with live delivery
   */
  synchronized boolean read(RoomPage page) {
    moveTo(page.messages());
    waiting += page.messages().size();
    inbox.add(page);
    List<Arrival> left = new ArrayList<>();
    for (Arrival arrival : held) {
      if (recent.contains(arrival.message())) {
        giveBack(arrival.message());
      } else {
        left.add(arrival);
      }
    }
    boolean met = left.size() < held.size();
    held = left;
    return met;
  }

  /**
   * Catch-up has read everything: the held messages follow. False when more went missing meanwhile
   * and catch-up must run again.
   */
  synchronized boolean finish() {
    if (phase == Phase.CLOSED) {
      return true;
    }
    if (phase == Phase.OVERFLOWED || again) {
      return false;
    }
    held.forEach(this::pass);
    inbox.addAll(this, held);
    held = new ArrayList<>();
    phase = Phase.LIVE;
    return true;
  }

  /** The end of the messages passed to the lane. */
  synchronized Progress.Position position() {
    ReceivedMessage last = newestMessage;
    return new Progress.Position(
        Instant.ofEpochMilli(newest),
        last == null ? null : last.id(),
        last == null ? null : Instant.ofEpochMilli(last.timestamp()));
  }

  /**
   * The earliest stamp of the messages that went to the lane last, empty when there are none. What
   * this process dropped since may carry a stamp somewhat earlier: the clocks of the broker's sites
   * differ, and a message of a distant site arrives late.
   */
  synchronized Optional<Instant> droppedSince() {
    return recent.since();
  }

  /** What was held to be stored may not be: nothing after {@code through} is known. */
  synchronized void moveBack(Instant through) {
    newest = Math.min(newest, through.toEpochMilli());
    newestMessage = null;
    recent.clear();
  }

  /** A run failed: what it was to read is still missing. */
  synchronized void stillMissing(Hole missing) {
    widen(missing);
  }

  /** Catch-up is interrupted: the held messages release their memory and are read from history. */
  synchronized void letGo() {
    if (phase == Phase.BEHIND) {
      giveHeldBack();
      phase = Phase.OVERFLOWED;
      widen(Hole.DROPPED);
    }
  }

  private void pass(Arrival arrival) {
    moveTo(List.of(arrival.message()));
    waiting++;
  }

  private void moveTo(List<ReceivedMessage> messages) {
    long now = clock.millis();
    List<Instant> stamps = new ArrayList<>();
    for (ReceivedMessage message : messages) {
      // A change carries the stamp of the message it acts on, which may be hours old.
      boolean placed = !message.kind().isChange() && Stamps.isPlausible(message.timestamp(), now);
      recent.add(message, placed);
      if (placed) {
        stamps.add(Instant.ofEpochMilli(Math.min(message.timestamp(), now)));
        // Only one that history keeps for good can be looked for there.
        if (message.kind() == ReceivedMessage.Kind.NEW
            && (newestMessage == null || newestMessage.timestamp() <= message.timestamp())) {
          newestMessage = message.withoutData();
        }
      }
    }
    Stamps.through(stamps).ifPresent(through -> newest = Math.max(newest, through.toEpochMilli()));
  }

  private void overflow() {
    dropped++;
    giveHeldBack();
    widen(Hole.DROPPED);
    phase = Phase.OVERFLOWED;
    catchUp.accept(this);
  }

  private void giveHeldBack() {
    held.forEach(arrival -> giveBack(arrival.message()));
    held = new ArrayList<>();
  }

  private void widen(Hole wider) {
    hole = hole == null || wider.compareTo(hole) > 0 ? wider : hole;
  }
}
