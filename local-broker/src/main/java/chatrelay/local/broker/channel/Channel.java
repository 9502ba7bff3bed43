package chatrelay.local.broker.channel;

import chatrelay.local.broker.auth.App;
import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.broker.wire.Fields;
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
  private final Continuity continuity;
  private final Set<Subscriber> subscribers = new CopyOnWriteArraySet<>();
  private final FrameCache frames = new FrameCache();
  private final RateLimit rate;
  private final RateLimit byteRate;
  private final PresenceSet present;
  private final @Nullable Journal journal;
  private volatile long touched;

  Channel(
      App app,
      String name,
      String series,
      Limits limits,
      Windows windows,
      Clock clock,
      @Nullable Journal journal) {
    this.journal = journal != null && app.isPersisted(name) ? journal : null;
    this.app = app;
    this.name = name;
    this.limits = limits;
    this.windows = windows;
    this.clock = clock;
    this.serials = new SerialClock(series, clock.millis());
    this.continuity = new Continuity(log, serials);
    this.present = new PresenceSet(limits.presenceMembers());
    this.rate = new RateLimit(limits.channelRate());
    this.byteRate = new RateLimit(limits.channelByteRate());
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
      int bytes = messages.stream().mapToInt(Message::size).sum();
      if (!byteRate.take(bytes, now)) {
        throw new ProtocolException(42914, "Channel byte rate exceeded");
      }
      accepted = append(frameId, connectionId, dedupeId, messages, bytes, now);
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
      String frameId,
      @Nullable String connectionId,
      @Nullable String dedupeId,
      List<Message> messages,
      int bytes,
      long now) {
    String serial = serials.next(now);
    List<Message> stored = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      Message message = messages.get(i);
      String memberSerial = SerialClock.ofMember(serial, i);
      stored.add(
          message.accepted(message.id(), message.clientId(), connectionId, now, memberSerial));
    }
    int size = 200 + 200 * messages.size() + bytes;
    Entry entry =
        new Entry(log.next(), serial, frameId, connectionId, now, stored, List.of(), size);
    append(entry, dedupeId);
    return Accepted.of(entry);
  }

  private void append(Entry entry, @Nullable String dedupeId) {
    if (journal != null) {
      journal.append(Records.of(this, entry, dedupeId));
    }
    log.append(entry);
    touched = entry.timestamp();
    evict(entry.timestamp());
  }

  /** Puts back an entry of an earlier run; in order, before anybody uses the channel. */
  void restore(Fields record) {
    lock.lock();
    try {
      Entry entry = Records.entry(record, log.next());
      serials.advanceTo(entry.serial());
      log.append(entry);
      String dedupeId = record.string("dedupe");
      if (dedupeId != null) {
        ids.add(dedupeId, entry.timestamp(), Accepted.of(entry));
      }
    } finally {
      lock.unlock();
    }
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
        return continuity.resumeAt(channelSerial, now - windows.retention(), members());
      }
      return rewind == null
          ? continuity.head(members(), null)
          : continuity.rewound(rewind, now, members());
    } finally {
      lock.unlock();
    }
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
    append(
        new Entry(
            log.next(), serials.next(now), frameId, connectionId, now, List.of(), events, size),
        null);
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
      return continuity.head(members(), error);
    } finally {
      lock.unlock();
    }
  }

  /** The same place, some entries earlier as far as the log goes; the client gets those twice. */
  public AttachPoint earlier(AttachPoint point, int entries) {
    lock.lock();
    try {
      return point.from(Math.max(log.first(), point.cursor() - entries));
    } finally {
      lock.unlock();
    }
  }

  /** Drops entries older than an age in ms, as if their time were over. */
  public void evictOlderThan(long age) {
    lock.lock();
    try {
      log.evict(clock.millis() - age + 1, Integer.MAX_VALUE, Long.MAX_VALUE);
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
   * direction gives; error 90008 when {@code upTo} is no attach point of this broker.
   */
  public HistoryPage<Stored> history(HistoryQuery query) {
    lock.lock();
    try {
      evict(clock.millis());
      String upTo = query.upTo();
      if (upTo != null && !continuity.isOurs(upTo)) {
        throw new ProtocolException(90008, "The attach point is not known");
      }
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
          && present.size() == 0
          && touched < now - windows.idle();
    } finally {
      lock.unlock();
    }
  }

  void touch() {
    touched = clock.millis();
  }
}
