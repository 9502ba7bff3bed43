package chatrelay.local.broker.realtime;

import chatrelay.local.broker.channel.AttachPoint;
import chatrelay.local.broker.channel.Channel;
import chatrelay.local.broker.channel.ChannelName;
import chatrelay.local.broker.channel.LogEntry;
import chatrelay.local.broker.channel.MessageFilter;
import chatrelay.local.broker.channel.Mode;
import chatrelay.local.broker.channel.Subscriber;
import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.broker.wire.FrameAction;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One session's place in one channel: a cursor into the log, no buffer of its own. While the socket
 * is not writable the cursor stays; when the log has evicted entries past it, the broker reports
 * lost continuity to the client. Lives on the socket's event loop; {@link #wake} and {@link #modes}
 * may be called by any thread.
 */
final class Attachment implements Subscriber {
  private static final int BATCH = 64;
  private static final long PAUSE_MILLIS = 1_000;

  private final Session session;
  private final Channel channel;
  private final ChannelName name;
  private final Map<String, String> params;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final Set<Mode> requested;
  private volatile Set<Mode> modes;
  private @Nullable Map<String, Object> reported;
  private long cursor;
  private long liveFrom;
  private boolean open;
  private boolean paused;

  Attachment(
      Session session,
      Channel channel,
      ChannelName name,
      Map<String, String> params,
      Set<Mode> requested,
      Set<Mode> modes) {
    this.session = session;
    this.channel = channel;
    this.name = name;
    this.params = params;
    this.requested = requested;
    this.modes = modes;
  }

  Channel channel() {
    return channel;
  }

  ChannelName name() {
    return name;
  }

  Map<String, String> params() {
    return params;
  }

  Set<Mode> requested() {
    return requested;
  }

  @Override
  public Set<Mode> modes() {
    return modes;
  }

  void modes(Set<Mode> changed) {
    modes = changed;
  }

  @Override
  public String connectionId() {
    return session.connection().id();
  }

  long cursor() {
    return cursor;
  }

  void standAt(AttachPoint point) {
    cursor = point.cursor();
    liveFrom = point.liveFrom();
    open = true;
  }

  void close() {
    open = false;
    channel.detach(this);
  }

  @Override
  public void wake() {
    if (scheduled.compareAndSet(false, true)) {
      session.execute(this::drain);
    }
  }

  /**
   * Sends what is new until the log ends or the socket is full; the session wakes it again when the
   * socket drains.
   */
  void drain() {
    scheduled.set(false);
    while (open && !paused && session.isWritable()) {
      List<LogEntry> batch = channel.read(cursor, BATCH);
      if (batch == null) {
        loseContinuity(ErrorInfo.of(80020, "Continuity lost: the subscriber was too slow"));
        return;
      }
      if (batch.isEmpty()) {
        reportOccupancy();
        return;
      }
      for (LogEntry entry : batch) {
        LogEntry wanted = wanted(entry);
        boolean live = entry.position() >= liveFrom;
        if (wanted != null && live && !session.mayReceive(wanted.count())) {
          pause();
          return;
        }
        cursor = entry.position() + 1;
        if (wanted != null) {
          FrameAction action = wanted.isPresence() ? FrameAction.PRESENCE : FrameAction.MESSAGE;
          session.deliver(
              channel.frame(wanted, name.requested(), session.format()), action, name.requested());
        }
      }
    }
    if (open && !paused) {
      session.stalled(this);
    }
  }

  /** Drops what comes within a while, then tells the client of the gap and goes on. */
  @SuppressWarnings("FutureReturnValueIgnored") // A timer that reports nothing.
  private void pause() {
    paused = true;
    session.after(
        PAUSE_MILLIS,
        () -> {
          paused = false;
          if (open) {
            loseContinuity(ErrorInfo.of(80020, "Continuity lost: the outbound rate was exceeded"));
            drain();
          }
        });
  }

  @Override
  public boolean watchesOccupancy() {
    return params.containsKey("occupancy");
  }

  /** Sends the channel's counts when the client asked for them and they changed. */
  private void reportOccupancy() {
    if (!watchesOccupancy()) {
      return;
    }
    Map<String, Object> current = channel.occupancy();
    if (!current.equals(reported)) {
      reported = current;
      session.send(Frames.occupancy(name.requested(), current, session.now()));
    }
  }

  /** Goes on at the head and says so. */
  private void loseContinuity(ErrorInfo error) {
    AttachPoint point = channel.skipToHead(error);
    standAt(point);
    session.announce(this, point);
  }

  /** What of an entry is for this client; null for nothing. */
  private @Nullable LogEntry wanted(LogEntry entry) {
    boolean own = session.connection().id().equals(entry.connectionId());
    if (entry.isPresence()) {
      boolean replayed = entry.position() < liveFrom && params.containsKey("rewind");
      return !replayed && (own || modes.contains(Mode.PRESENCE_SUBSCRIBE)) ? entry : null;
    }
    if (!modes.contains(Mode.SUBSCRIBE) || (own && !session.echoes())) {
      return null;
    }
    LogEntry left = entry.position() < liveFrom ? entry.withoutEphemeral() : entry;
    MessageFilter filter = name.filter();
    return left == null || filter == null ? left : filter.apply(left);
  }
}
