package chatrelay.local.broker.channel;

import chatrelay.local.broker.auth.App;
import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.broker.wire.Format;
import chatrelay.local.broker.wire.Ids;
import chatrelay.local.broker.wire.Message;
import chatrelay.local.broker.wire.PresenceMessage;
import chatrelay.local.broker.wire.ProtocolException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A channel: one ordered log with cursors. Publishing appends and wakes the subscribers; it never
 * waits for one. A subscriber that falls behind what the log keeps finds out by its cursor. Safe
 * for many threads; the lock covers memory and, with a data folder, one file append.
 */
public final class Channel {
  private final App app;
  private final String name;
  private final Limits limits;
  private final Windows windows;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final ChannelLog log = new ChannelLog();
  private final RecentIds ids = new RecentIds();
  private final SerialClock serials;
  private final String firstSerial;
  private final Set<Subscriber> subscribers = new CopyOnWriteArraySet<>();
  private final FrameCache frames = new FrameCache();
  private final RateLimit rate;
  private final PresenceSet present;
  private volatile long touched;

  Channel(App app, String name, String series, Limits limits, Windows windows, Clock clock) {
    this.app = app;
    this.name = name;
    this.limits = limits;
    this.windows = windows;
    this.clock = clock;
    this.serials = new SerialClock(series, clock.millis());
    this.firstSerial = serials.current();
    this.present = new PresenceSet(limits.presenceMembers());
    this.rate = new RateLimit(limits.channelRate());
    this.touched = clock.millis();
  }

  public App app() {
    return app;
  }

  /** The bare name. */
  public String name() {
    return name;
  }

  /**
   * Accepts messages as one publish: all or none. They are in the log and every subscriber is awake
   * when this returns.
   *
   * @param dedupeId repeats with the same id within the window get the first answer; null for no
   *     check
   */
  public Accepted publish(
      String frameId,
      @Nullable String connectionId,
      @Nullable String dedupeId,
      List<Message> messages) {
    Accepted accepted;
    lock.lock();
    try {
      long now = clock.millis();
      Accepted earlier = dedupeId == null ? null : ids.find(dedupeId, now - windows.dedupe());
      if (earlier != null) {
        return earlier;
      }
      if (!rate.take(messages.size(), now)) {
        throw new ProtocolException(42913, "Channel message rate exceeded");
      }
      accepted = append(frameId, connectionId, messages, now);
      if (dedupeId != null) {
        ids.add(dedupeId, now, accepted);
      }
    } finally {
      lock.unlock();
    }
    wakeAll();
    return accepted;
  }

  private Accepted append(
      String frameId, @Nullable String connectionId, List<Message> messages, long now) {
    String serial = serials.next(now);
    List<Message> stored = new ArrayList<>(messages.size());
    List<String> memberSerials = new ArrayList<>(messages.size());
    int size = 200;
    for (int i = 0; i < messages.size(); i++) {
      Message message = messages.get(i);
      String memberSerial = SerialClock.ofMember(serial, i);
      stored.add(
          message.accepted(message.id(), message.clientId(), connectionId, now, memberSerial));
      memberSerials.add(memberSerial);
      size += 200 + message.size();
    }
    log.append(new Entry(log.next(), serial, frameId, connectionId, now, stored, List.of(), size));
    evict(now);
    touched = now;
    return new Accepted(String.valueOf(stored.getFirst().id()), memberSerials);
  }

  private void evict(long now) {
    log.evict(now - retention(), limits.logEntries(), limits.logBytes());
  }

  private long retention() {
    return app.isPersisted(name) ? windows.persistedRetention() : windows.retention();
  }

  /**
   * Registers a subscriber and tells where it stands: at its own serial, at the rewound point or at
   * the head.
   */
  public AttachPoint attach(
      Subscriber subscriber, @Nullable String channelSerial, @Nullable Rewind rewind) {
    lock.lock();
    try {
      long now = clock.millis();
      touched = now;
      evict(now);
      subscribers.add(subscriber);
      wakeWatchers();
      if (channelSerial != null) {
        return resumeAt(channelSerial, now);
      }
      return rewind == null ? head(false, null) : rewound(rewind, now);
    } finally {
      lock.unlock();
    }
  }

  private AttachPoint head(boolean resumed, @Nullable ErrorInfo error) {
    return new AttachPoint(log.next(), log.next(), serials.current(), resumed, members(), error);
  }

  private AttachPoint resumeAt(String serial, long now) {
    String current = serials.current();
    boolean known = serial.length() == current.length() && serial.endsWith(current.substring(18));
    boolean kept =
        known && serial.compareTo(firstSerial) >= 0 && serial.compareTo(log.evictedSerial()) >= 0;
    if (!kept || serial.compareTo(current) > 0) {
      return head(false, new ErrorInfo(90003, 404, "Unable to recover channel (messages expired)"));
    }
    long cursor = log.after(serial);
    if (cursor < log.next() && log.get(cursor).timestamp() < now - windows.retention()) {
      return head(false, new ErrorInfo(90003, 404, "Unable to recover channel (messages expired)"));
    }
    return new AttachPoint(cursor, log.next(), serial, true, members(), null);
  }

  private AttachPoint rewound(Rewind rewind, long now) {
    long cursor = log.next();
    int wanted = Math.min(rewind.count(), Rewind.MAX);
    long oldest = rewind.millis() == 0 ? 0 : now - rewind.millis();
    boolean cut = false;
    int found = 0;
    for (long at = log.next() - 1; at >= log.first(); at--) {
      Entry entry = log.get(at);
      if (entry.isPresence()) {
        continue;
      }
      if (entry.timestamp() < oldest || found >= rewind.count()) {
        break;
      }
      if (found >= wanted) {
        cut = true;
        break;
      }
      found += entry.messages().size();
      cursor = at;
    }
    String before = cursor == log.next() ? serials.current() : serialBefore(cursor);
    ErrorInfo error =
        cut ? new ErrorInfo(90004, 404, "Rewind is limited to " + Rewind.MAX + " messages") : null;
    return new AttachPoint(cursor, log.next(), before, false, members(), error);
  }

  private String serialBefore(long position) {
    if (position > log.first()) {
      return log.get(position - 1).serial();
    }
    return log.evictedSerial().isEmpty() ? firstSerial : log.evictedSerial();
  }

  /** Who is present, with action PRESENT. */
  public List<PresenceMessage> members() {
    lock.lock();
    try {
      return present.members();
    } finally {
      lock.unlock();
    }
  }

  /** Applies presence events of one frame, all or none; error 91003 when the channel is full. */
  public void updatePresence(String frameId, String connectionId, List<PresenceMessage> events) {
    lock.lock();
    try {
      long now = clock.millis();
      appendPresence(frameId, connectionId, present.apply(frameId, connectionId, events, now), now);
    } finally {
      lock.unlock();
    }
    wakeAll();
  }

  /** Lets all members of a connection leave. */
  public void leave(String connectionId) {
    lock.lock();
    try {
      long now = clock.millis();
      String frameId = "leave-" + Ids.random(8);
      appendPresence(frameId, connectionId, present.leave(frameId, connectionId, now), now);
    } finally {
      lock.unlock();
    }
    wakeAll();
  }

  private void appendPresence(
      String frameId, String connectionId, List<PresenceMessage> events, long now) {
    touched = now;
    if (events.isEmpty()) {
      return;
    }
    int size = 200 + events.stream().mapToInt(event -> 200 + event.size()).sum();
    log.append(
        new Entry(
            log.next(), serials.next(now), frameId, connectionId, now, List.of(), events, size));
    evict(now);
  }

  private void wakeAll() {
    subscribers.forEach(Subscriber::wake);
  }

  private void wakeWatchers() {
    subscribers.stream().filter(Subscriber::watchesOccupancy).forEach(Subscriber::wake);
  }

  public Occupancy occupancy() {
    return Occupancy.of(subscribers, members().size());
  }

  /** Removes a subscriber; nothing is delivered to it after the entries it already read. */
  public void detach(Subscriber subscriber) {
    subscribers.remove(subscriber);
    touched = clock.millis();
    wakeWatchers();
  }

  /**
   * Up to {@code max} entries from a cursor on; null when the log no longer holds the entry at the
   * cursor.
   */
  public @Nullable List<Entry> read(long cursor, int max) {
    lock.lock();
    try {
      return cursor < log.first() ? null : log.from(cursor, max);
    } finally {
      lock.unlock();
    }
  }

  /** Where a subscriber that lost its place goes on. */
  public AttachPoint skipToHead(ErrorInfo error) {
    lock.lock();
    try {
      return head(false, error);
    } finally {
      lock.unlock();
    }
  }

  /** The serial before a cursor: the point a subscriber has reached. */
  public String serialAt(long cursor) {
    lock.lock();
    try {
      return cursor > log.next() || cursor <= log.first()
          ? serials.current()
          : log.get(cursor - 1).serial();
    } finally {
      lock.unlock();
    }
  }

  /** The encoded frame of an entry for attachments that used the name. */
  public byte[] frame(Entry entry, String requestedName, Format format) {
    return requestedName.equals(name)
        ? frames.encode(entry, name, format)
        : format.encode(entry.toFrame(requestedName, format));
  }

  /**
   * Stored items in the asked order, from the position the query's cursor, {@code upTo} or
   * direction gives.
   */
  public HistoryPage<Stored> history(HistoryQuery query) {
    lock.lock();
    try {
      evict(clock.millis());
      return HistoryReader.read(log, query);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Drops what is too old; true when the channel holds nothing and nobody used it within the idle
   * window.
   */
  boolean expire() {
    lock.lock();
    try {
      long now = clock.millis();
      evict(now);
      ids.expire(now - windows.dedupe());
      return log.isEmpty()
          && ids.isEmpty()
          && subscribers.isEmpty()
          && touched < now - windows.idle();
    } finally {
      lock.unlock();
    }
  }

  void touch() {
    touched = clock.millis();
  }
}
