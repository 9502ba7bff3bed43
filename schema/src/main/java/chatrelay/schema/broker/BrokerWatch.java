package chatrelay.schema.broker;

import chatrelay.runtime.Health.Check;
import chatrelay.runtime.RepeatedTurn;
import chatrelay.schema.settings.AblySettings;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports why the broker can't be reached: in the log when the outage begins, when its cause
 * changes and every five minutes, and once when the broker answers again.
 *
 * <p>Asks every ten seconds on its own thread, {@code broker-watch}. However often the state
 * changes, at most two lines a minute are logged. Thread-safe.
 */
public final class BrokerWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BrokerWatch.class);
  private static final Duration LIMIT = Duration.ofSeconds(3);

  private final Supplier<AblySettings> settings;
  private final BooleanSupplier needed;
  private final String consequence;
  private final Times times;
  private final BrokerProbe probe;
  private final RepeatedTurn turns = new RepeatedTurn("broker-watch", this::turn);
  private volatile Check last = Check.down("not checked yet");
  private @Nullable String logged;
  private long loggedAt;

  /** How often the broker is asked, and how often at most an outage is logged. */
  record Times(Duration period, Duration change, Duration repeat) {
    static final Times USUAL =
        new Times(Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(5));
  }

  /**
   * @param needed whether to ask at all; the broker counts as reached while it is false
   * @param consequence what an outage means for this program, as the end of the logged line
   */
  public BrokerWatch(Supplier<AblySettings> settings, BooleanSupplier needed, String consequence) {
    this(settings, needed, consequence, Times.USUAL, new BrokerProbe(LIMIT));
  }

  BrokerWatch(
      Supplier<AblySettings> settings,
      BooleanSupplier needed,
      String consequence,
      Times times,
      BrokerProbe probe) {
    this.settings = settings;
    this.needed = needed;
    this.consequence = consequence;
    this.times = times;
    this.probe = probe;
    this.loggedAt = System.nanoTime() - times.repeat().toNanos();
  }

  /** Asks for the first time after {@code first}. */
  public void start(Duration first) {
    turns.start(first, times.period());
  }

  /** What the last answer was, with the cause and the fix; from memory. */
  public Check check() {
    return needed.getAsBoolean() ? last : Check.up("in use");
  }

  private void turn() {
    AblySettings current = settings.get();
    Optional<String> failure = needed.getAsBoolean() ? probe.failure(current) : Optional.empty();
    if (failure.isPresent()) {
      String message =
          "Ably can't be reached at " + BrokerProbe.address(current) + ": " + failure.get();
      last = Check.down(message);
      failed(message);
    } else {
      last = Check.up("answers");
      answered(current);
    }
  }

  private void failed(String message) {
    long since = System.nanoTime() - loggedAt;
    Duration pause = message.equals(logged) ? times.repeat() : times.change();
    if (since >= pause.toNanos()) {
      logged = message;
      loggedAt = System.nanoTime();
      log.warn("{}. {}", message, consequence);
    }
  }

  private void answered(AblySettings current) {
    if (logged != null) {
      logged = null;
      log.info("Ably answers again at {}", BrokerProbe.address(current));
    }
  }

  @Override
  public void close() {
    turns.close();
  }
}
