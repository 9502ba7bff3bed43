package chatrelay.worker.inbound;

import chatrelay.worker.broker.BrokerFailure;
import chatrelay.worker.broker.ReceivedMessage;
import chatrelay.worker.settings.Timing;
import chatrelay.worker.settings.WorkerSettings;
import io.ably.lib.realtime.AblyRealtime;
import io.ably.lib.realtime.Channel;
import io.ably.lib.realtime.ChannelEvent;
import io.ably.lib.realtime.ChannelState;
import io.ably.lib.realtime.ChannelStateListener.ChannelStateChange;
import io.ably.lib.realtime.CompletionListener;
import io.ably.lib.types.AblyException;
import io.ably.lib.types.ChannelMode;
import io.ably.lib.types.ChannelOptions;
import io.ably.lib.types.ErrorInfo;
import io.ably.lib.types.Message;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One inbound channel on one client, feeding one {@link RoomIntake}.
 *
 * <p>Counts what frames announce against what the SDK then delivers: ably-java 1.5.0 silently drops
 * messages while it re-attaches, and whole frames that it can't decode. A difference counts as lost
 * continuity. The listeners run on SDK threads and only copy, count and enqueue.
 */
final class FollowedChannel {
  private static final Logger log = LoggerFactory.getLogger(FollowedChannel.class);

  private final RoomIntake room;
  private final AtomicLong announced = new AtomicLong();
  private final AtomicLong delivered = new AtomicLong();
  private volatile boolean silent;
  private @Nullable Channel channel;
  private long missing;
  private long unattachedSince;

  FollowedChannel(RoomIntake room) {
    this.room = room;
  }

  void attach(AblyRealtime client) {
    try {
      ChannelOptions options = new ChannelOptions();
      options.modes = new ChannelMode[] {ChannelMode.subscribe};
      options.attachOnSubscribe = false;
      Channel opened = client.channels.get(room.route().inbound(), options);
      channel = opened;
      opened.on(ChannelEvent.attached, this::attached);
      opened.on(ChannelEvent.update, this::attached);
      opened.subscribe(message -> deliver(opened, message));
      opened.attach(logged());
    } catch (AblyException refused) {
      log.error("can't follow {}: {}", room.route().name(), String.valueOf(refused.errorInfo));
    }
  }

  /** Messages that this client still delivers are ignored. */
  void silence() {
    silent = true;
  }

  void leave(@Nullable AblyRealtime client) {
    silence();
    if (client != null && channel != null) {
      channel.unsubscribe();
      // Detaches first when attached.
      client.channels.release(room.route().inbound());
    }
  }

  /** Called before a frame is dispatched, on the thread that dispatches it. */
  void announce(int messages) {
    if (announced.get() != delivered.get()) {
      lost();
    }
    announced.addAndGet(messages);
  }

  /** Checks a channel of a healthy connection; called by the watchdog. */
  void check(AblyRealtime client, long now, WorkerSettings settings) {
    if (channel == null) {
      attach(client);
      return;
    }
    long difference = announced.get() - delivered.get();
    if (difference != 0 && difference == missing) {
      lost();
    }
    missing = difference;
    if (channel.state == ChannelState.attached) {
      unattachedSince = 0;
      return;
    }
    if (unattachedSince == 0) {
      unattachedSince = now;
    } else if (now - unattachedSince > settings.time(Timing.RECONNECT).toNanos()) {
      unattachedSince = now;
      reattach(channel);
    }
  }

  /** Everything sent before {@code through} was delivered. */
  void confirm(Instant through) {
    if (channel != null && channel.state == ChannelState.attached) {
      room.confirm(through);
    }
  }

  private void reattach(Channel unattached) {
    log.warn("channel of {} is {}, attaching again", room.route().name(), unattached.state);
    room.discontinued();
    try {
      unattached.attach(logged());
    } catch (AblyException refused) {
      log.warn("attach of {} refused: {}", room.route().name(), String.valueOf(refused.errorInfo));
    }
  }

  private void attached(ChannelStateChange change) {
    if (!silent && !change.resumed) {
      room.discontinued();
    }
  }

  private void deliver(Channel from, Message message) {
    delivered.incrementAndGet();
    if (silent) {
      return;
    }
    try {
      ReceivedMessage.of(message, from.properties.channelSerial).ifPresent(room::receive);
    } catch (RuntimeException | Error unexpected) {
      // The SDK would swallow the exception and lose the message.
      room.discontinued();
      log.error("a message of {} could not be taken", room.route().name(), unexpected);
    }
  }

  private void lost() {
    announced.set(delivered.get());
    if (!silent) {
      room.discontinued();
    }
  }

  private CompletionListener logged() {
    return new CompletionListener() {
      @Override
      public void onSuccess() {}

      @Override
      public void onError(@Nullable ErrorInfo reason) {
        boolean network =
            reason == null || BrokerFailure.of(reason.code, reason.statusCode).isOfNetwork();
        log.atLevel(network ? Level.DEBUG : Level.WARN)
            .log("attach of {} failed: {}", room.route().name(), String.valueOf(reason));
      }
    };
  }
}
