package chatrelay.local.broker.realtime;

import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.broker.wire.FrameAction;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Watches a session's token: asks for a new one 30 s before it expires; ends the socket when it
 * lapses. A token that has less left when it is presented lapses without a question (ably-java's
 * suite expects that of tokens of 5 and 8 s); asking at once would make client and broker renew
 * short tokens without a pause. Event loop only.
 */
final class Renewal {
  private static final long PROMPT_MILLIS = 30_000;

  private final Session session;
  private @Nullable Future<?> prompt;
  private @Nullable Future<?> expiry;

  Renewal(Session session) {
    this.session = session;
  }

  /** Restarts both timers for a token that expires at a time; {@link Long#MAX_VALUE} is never. */
  void watch(long expires, long now) {
    stop();
    if (expires == Long.MAX_VALUE) {
      return;
    }
    long left = expires - now;
    if (left >= PROMPT_MILLIS) {
      prompt = session.after(left - PROMPT_MILLIS, () -> session.send(Frames.of(FrameAction.AUTH)));
    }
    expiry =
        session.after(left, () -> session.end(FrameAction.DISCONNECTED, ErrorInfo.tokenLapsed()));
  }

  void stop() {
    if (prompt != null) {
      prompt.cancel(false);
    }
    if (expiry != null) {
      expiry.cancel(false);
    }
  }
}
