package chatrelay.worker.inbound;

import io.ably.lib.realtime.AblyRealtime;
import io.ably.lib.realtime.CompletionListener;
import io.ably.lib.types.ErrorInfo;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether a connection in state connected still receives from the broker.
 *
 * <p>An answered ping also proves that everything the broker sent on this connection before it was
 * received, because both travel in order. The SDK calls back on its reader thread or, after five
 * seconds without an echo, on another; both only set fields here.
 */
final class Ping {
  private final long every;
  private long lastSent;
  private int round;
  private boolean open;
  private int failures;
  private @Nullable Instant confirmed;

  Ping(Duration every) {
    this.every = every.toNanos();
    this.lastSent = System.nanoTime() - this.every;
  }

  /** Sends a ping when one is due. */
  synchronized void check(AblyRealtime client, long now, Instant time) {
    if (open || now - lastSent < (failures > 0 ? every / 4 : every)) {
      return;
    }
    open = true;
    lastSent = now;
    int current = ++round;
    try {
      send(client, current, time);
    } catch (RuntimeException notSent) {
      // ably-java 1.5.0 throws a NullPointerException when the link broke a moment ago.
      failed(current);
    }
  }

  private void send(AblyRealtime client, int current, Instant time) {
    client.connection.ping(
        new CompletionListener() {
          @Override
          public void onSuccess() {
            answered(current, time);
          }

          @Override
          public void onError(@Nullable ErrorInfo reason) {
            failed(current);
          }
        });
  }

  /** Pings in a row that were not answered. */
  synchronized int failures() {
    return failures;
  }

  /** The time up to which delivery is proved, once; null when nothing new is. */
  synchronized @Nullable Instant takeConfirmation() {
    Instant taken = confirmed;
    confirmed = null;
    return taken;
  }

  /** The client was replaced. */
  synchronized void reset() {
    round++;
    open = false;
    failures = 0;
    confirmed = null;
  }

  private synchronized void answered(int of, Instant sent) {
    if (of == round) {
      open = false;
      failures = 0;
      confirmed = sent;
    }
  }

  private synchronized void failed(int of) {
    if (of == round) {
      open = false;
      failures++;
    }
  }
}
