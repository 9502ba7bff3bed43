package chatrelay.local.broker.channel;

import chatrelay.local.broker.auth.App;
import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.Ids;
import chatrelay.local.broker.wire.Message;
import chatrelay.local.broker.wire.MessageVersion;
import chatrelay.local.broker.wire.PresenceMessage;
import chatrelay.local.broker.wire.ProtocolException;
import chatrelay.local.broker.wire.WireFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.jspecify.annotations.Nullable;

/**
 * A channel: one ordered log with cursors. Publishing appends and wakes the subscribers; it never
 * waits for one. A subscriber that falls behind what the log keeps finds out by its cursor. Safe
 * for many threads; its monitor covers memory and, with a data folder, one file append.
 */
public final class Channel {
  private final App app;
  private final String name;
  private final Conditions conditions;
  private final ChannelLog log = new ChannelLog();
  private final MessageVersions versions = new MessageVersions(log);
  private final RecentIds ids = new RecentIds();
  private final SerialClock serials;
  private final PresenceSet present;
  private final Continuity continuity;
  private final Set<Subscriber> subscribers = new CopyOnWriteArraySet<>();
  private final FrameCache frames = new FrameCache();
  private final long retention;
  private final RateLimit accountRate;
  private final RateLimit rate;
  private final RateLimit byteRate;
  private final @Nullable Journal journal;
  private volatile long touched;

  Channel(
      App app,
      String name,
      String series,
      Conditions conditions,
      RateLimit accountRate,
      @Nullable Journal journal) {
    this.app = app;
    this.name = name;
    this.conditions = conditions;
    this.journal = journal != null && app.namespaces().isPersisted(name) ? journal : null;
    TimeWindows windows = conditions.windows();
    this.retention =
        app.namespaces().isPersisted(name) ? windows.persistedRetention() : windows.retention();
    this.serials = new SerialClock(series, conditions.now());
    Limits.Presence presence = conditions.limits().presence();
    this.present =
        new PresenceSet(
            app.maxMembers() == 0 ? presence.members() : app.maxMembers(), presence.dataSize());
    this.continuity = new Continuity(log, serials, present);
    this.accountRate = accountRate;
    this.rate = new RateLimit(conditions.limits().rates().channel());
    this.byteRate = new RateLimit(conditions.limits().rates().channelBytes());
    touch();
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
    Accepted accepted = accept(frameId, connectionId, dedupeId, messages);
    wakeAll();
    return accepted;
  }

  private synchronized Accepted accept(
      String frameId,
      @Nullable String connectionId,
      @Nullable String dedupeId,
      List<Message> messages) {
    long now = conditions.now();
    Accepted earlier =
        dedupeId == null ? null : ids.find(dedupeId, now - conditions.windows().dedupe());
    if (earlier != null) {
      return earlier;
    }
    if (!accountRate.take(messages.size(), now)) {
      throw new ProtocolException(42917, "Maximum account-wide message rate exceeded");
    }
    if (!rate.take(messages.size(), now)) {
      throw new ProtocolException(42913, "Channel message rate exceeded");
    }
    int bytes = messages.stream().mapToInt(Message::size).sum();
    if (!byteRate.take(bytes, now)) {
      throw new ProtocolException(42914, "Channel byte rate exceeded");
    }
    String serial = serials.next(now);
    List<Message> stored = new ArrayList<>(messages.size());
    for (Message message : messages) {
      String memberSerial = SerialClock.ofMember(serial, stored.size());
      stored.add(stored(message, connectionId, now, memberSerial));
    }
    int size = 200 + 200 * messages.size() + bytes;
    LogEntry entry =
        new LogEntry(log.next(), serial, frameId, connectionId, now, stored, List.of(), size);
    append(entry, dedupeId);
    Accepted accepted = Accepted.of(entry);
    if (dedupeId != null) {
      ids.add(dedupeId, now, accepted);
    }
    return accepted;
  }

  private Message stored(Message message, @Nullable String connectionId, long now, String serial) {
    MessageVersion version = message.version();
    return version == null
        ? message.accepted(message.id(), message.clientId(), connectionId, now, serial)
        : message.acceptedOver(
            versions.find(String.valueOf(message.serial())),
            version.accepted(serial, now),
            connectionId);
  }

  private void changed(LogEntry entry) {
    entry.messages().stream().filter(message -> message.version() != null).forEach(versions::apply);
  }

  /** The message with this serial as it is now; error 40400 when the channel keeps none. */
  public synchronized Message message(String serial) {
    return versions.find(serial);
  }

  private void append(LogEntry entry, @Nullable String dedupeId) {
    if (journal != null) {
      journal.append(Records.of(this, entry, dedupeId));
    }
    log.append(entry);
    changed(entry);
    touched = entry.timestamp();
    evict(entry.timestamp());
  }

  /** Restores an entry of an earlier run; in order, before the first use of the channel. */
  synchronized void restore(Fields record) {
    LogEntry entry = Records.entry(record, log.next());
    serials.advanceTo(entry.serial());
    log.append(entry);
    changed(entry);
    String dedupeId = record.string("dedupe");
    if (dedupeId != null) {
      ids.add(dedupeId, entry.timestamp(), Accepted.of(entry));
    }
  }

  private void evict(long now) {
    log.evict(
        now - retention, conditions.limits().log().entries(), conditions.limits().log().bytes());
    versions.expire();
  }

  /**
   * Registers a subscriber and tells where it stands: at its own serial, at the rewound point or at
   * the head.
   */
  public synchronized AttachPoint attach(
      Subscriber subscriber, @Nullable String channelSerial, @Nullable Rewind rewind) {
    long now = conditions.now();
    evict(now);
    register(subscriber);
    if (channelSerial != null) {
      return continuity.resumeAt(channelSerial, now - conditions.windows().retention());
    }
    return rewind == null ? continuity.head(null) : continuity.rewound(rewind, now);
  }

  /** Registers a subscriber in place of an earlier one of the same client that is at a cursor. */
  public synchronized AttachPoint attachAt(long cursor, Subscriber subscriber) {
    register(subscriber);
    return continuity.at(cursor);
  }

  private void register(Subscriber subscriber) {
    touch();
    subscribers.add(subscriber);
    wakeWatchers();
  }

  /** Removes a subscriber; nothing is delivered to it after the entries it already read. */
  public void detach(Subscriber subscriber) {
    subscribers.remove(subscriber);
    touch();
    wakeWatchers();
  }

  /** Who is present, with action PRESENT. */
  public synchronized List<PresenceMessage> members() {
    return present.members();
  }

  /** Applies presence events of one frame, all or none; error 91003 when the channel is full. */
  public void updatePresence(String frameId, String connectionId, List<PresenceMessage> events) {
    synchronized (this) {
      long now = conditions.now();
      appendPresence(frameId, connectionId, present.apply(frameId, connectionId, events, now), now);
    }
    wakeAll();
  }

  /** Lets all members of a connection leave. */
  public void leave(String connectionId) {
    String frameId = "leave-" + Ids.random(8);
    synchronized (this) {
      long now = conditions.now();
      appendPresence(frameId, connectionId, present.leave(frameId, connectionId, now), now);
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
        new LogEntry(
            log.next(), serials.next(now), frameId, connectionId, now, List.of(), events, size),
        null);
  }

  private void wakeAll() {
    subscribers.forEach(Subscriber::wake);
  }

  private void wakeWatchers() {
    subscribers.stream().filter(Subscriber::watchesOccupancy).forEach(Subscriber::wake);
  }

  /** Counts of who uses the channel, see {@link Occupancy}. */
  public Map<String, Object> occupancy() {
    return Occupancy.of(subscribers, members().size());
  }

  /**
   * Up to {@code max} entries from a cursor on; null when the log no longer holds the entry at the
   * cursor.
   */
  public synchronized @Nullable List<LogEntry> read(long cursor, int max) {
    return cursor < log.first() ? null : log.from(cursor, max);
  }

  /** Where a subscriber that lost its place goes on. */
  public synchronized AttachPoint skipToHead(ErrorInfo error) {
    return continuity.head(error);
  }

  /** The same place, some entries earlier as far as the log goes; the client gets those twice. */
  public synchronized AttachPoint earlier(AttachPoint point, int entries) {
    return point.from(Math.max(log.first(), point.cursor() - entries));
  }

  /** Drops entries older than an age in ms, as if their time were over. */
  public synchronized void evictOlderThan(long age) {
    log.evict(conditions.now() - age + 1, Integer.MAX_VALUE, Long.MAX_VALUE);
  }

  /** The encoded frame of an entry for attachments that used the name. */
  public byte[] frame(LogEntry entry, String requestedName, WireFormat format) {
    return requestedName.equals(name)
        ? frames.encode(entry, name, format)
        : format.encode(entry.toFrame(requestedName, format));
  }

  /**
   * Stored items in the asked order, from the position the query's cursor, {@code upTo} or
   * direction gives; error 90008 when {@code upTo} is no attach point of this broker.
   */
  public synchronized ResultPage history(HistoryQuery query) {
    evict(conditions.now());
    String upTo = query.upTo();
    if (upTo != null && !continuity.isOurs(upTo)) {
      throw new ProtocolException(90008, "The attach point is not known");
    }
    return HistoryReader.read(log, versions, query);
  }

  /**
   * Drops entries past retention; true when the channel is empty and unused for the idle window.
   */
  synchronized boolean expire() {
    long now = conditions.now();
    evict(now);
    ids.expire(now - conditions.windows().dedupe());
    return log.isEmpty()
        && ids.isEmpty()
        && subscribers.isEmpty()
        && present.size() == 0
        && touched < now - conditions.windows().idle();
  }

  void touch() {
    touched = conditions.now();
  }
}
