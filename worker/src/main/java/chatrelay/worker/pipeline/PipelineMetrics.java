package chatrelay.worker.pipeline;

import chatrelay.moderation.Verdict;
import chatrelay.runtime.Metrics;
import chatrelay.schema.SqlFailure;
import chatrelay.worker.broker.BrokerFailure;
import chatrelay.worker.inbound.RejectionReason;
import chatrelay.worker.moderate.ModeratedMessage;
import chatrelay.worker.outbound.Acknowledgement;
import chatrelay.worker.store.StoredMessage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;

/**
 * The worker's metrics. Names and labels are a contract with dashboards and alarms; no label holds
 * a room, a client or a text. Thread-safe.
 */
final class PipelineMetrics {
  private final MeterRegistry registry;
  private final Counter received;
  private final Counter published;
  private final Counter masked;
  private final Counter duplicates;
  private final Timer pipeline;
  private final Timer moderate;
  private final Timer store;
  private final AtomicLong lastMessage = new AtomicLong();

  PipelineMetrics(Metrics metrics) {
    this.registry = metrics.registry();
    this.received = registry.counter("chat.messages.received");
    this.published = registry.counter("chat.messages.published");
    this.masked = registry.counter("chat.messages.masked");
    this.duplicates = registry.counter("chat.messages.duplicate");
    this.pipeline =
        Timer.builder("chat.pipeline.duration")
            .description("From the broker's time stamp to the confirmed outbound copy")
            .serviceLevelObjectives(
                Duration.ofMillis(5),
                Duration.ofMillis(10),
                Duration.ofMillis(25),
                Duration.ofMillis(50),
                Duration.ofMillis(100),
                Duration.ofMillis(250),
                Duration.ofSeconds(1),
                Duration.ofSeconds(10))
            .register(registry);
    this.moderate = stage("moderate");
    this.store = stage("store");
    registry.gauge("chat.last.message.timestamp.seconds", lastMessage, AtomicLong::doubleValue);
  }

  private Timer stage(String stage) {
    return Timer.builder("chat.stage.duration").tag("stage", stage).register(registry);
  }

  /** A gauge read at each scrape; {@code source} is strongly referenced. */
  <T> void gauge(String name, String description, T source, ToDoubleFunction<T> value) {
    Gauge.builder(name, source, value)
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  void received(int messages) {
    received.increment(messages);
  }

  void moderated(long nanos) {
    moderate.record(nanos, TimeUnit.NANOSECONDS);
  }

  void stored(long nanos) {
    store.record(nanos, TimeUnit.NANOSECONDS);
  }

  void duplicates(int messages) {
    duplicates.increment(messages);
  }

  void judged(ModeratedMessage message) {
    if (message.verdict() == Verdict.MASKED) {
      masked.increment();
    }
    String reason = message.reason();
    if (reason != null) {
      registry.counter("chat.messages.rejected", "reason", known(reason)).increment();
    }
  }

  void published(Acknowledgement acknowledgement) {
    long now = acknowledgement.at().toEpochMilli();
    for (StoredMessage message : acknowledgement.group().messages()) {
      long took = Math.max(0, now - message.sentAt().toEpochMilli());
      pipeline.record(took, TimeUnit.MILLISECONDS);
    }
    published.increment(acknowledgement.group().messages().size());
    lastMessage.set(now / 1_000);
  }

  void buried(String reason) {
    registry.counter("chat.dead.letters", "reason", reason).increment();
  }

  void publishFailed(BrokerFailure failure) {
    String kind = failure.kind().name().toLowerCase(java.util.Locale.ROOT);
    registry.counter("chat.publish.failures", "kind", kind).increment();
  }

  void storeFailed(SqlFailure failure) {
    String kind = failure.name().toLowerCase(java.util.Locale.ROOT);
    registry.counter("chat.store.failures", "kind", kind).increment();
  }

  /** Bounds the label's values for any reason of a later engine. */
  private static String known(String reason) {
    for (RejectionReason known : RejectionReason.values()) {
      if (known.code().equals(reason)) {
        return reason;
      }
    }
    return "other";
  }
}
