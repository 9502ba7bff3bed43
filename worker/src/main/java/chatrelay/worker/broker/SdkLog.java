package chatrelay.worker.broker;

import chatrelay.runtime.Redaction;
import io.ably.lib.util.Log;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the SDK's log into SLF4J, secrets removed.
 *
 * <p>ably-java 1.5.0 logs connection URLs with the token in them, at ERROR too, and keeps level and
 * handler in static fields, so the last client built decides for the whole JVM. Must not throw: it
 * runs on SDK threads. The SDK's warnings are logged at DEBUG, because the worker reports the state
 * of its connections itself.
 */
final class SdkLog implements Log.LogHandler {
  private static final Logger log = LoggerFactory.getLogger(SdkLog.class);

  @Override
  public void println(
      int severity, @Nullable String tag, @Nullable String message, @Nullable Throwable cause) {
    if (severity < Log.WARN || !log.isDebugEnabled()) {
      return;
    }
    String reason = cause == null ? "" : " (" + cause.getClass().getSimpleName() + ")";
    log.debug("{}: {}{}", tag, Redaction.redact(String.valueOf(message)), reason);
  }
}
