package chatrelay.runtime;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/**
 * The figures of one process, in Prometheus' text form.
 *
 * <p>Names start with {@code chat_}, use base units and never carry a client id or a text as label.
 * Safe for any thread; {@link #close()} ends the garbage collector's listener.
 */
public final class Metrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry;
  private final JvmGcMetrics garbageCollection;

  private Metrics(PrometheusMeterRegistry registry, JvmGcMetrics garbageCollection) {
    this.registry = registry;
    this.garbageCollection = garbageCollection;
  }

  /** A registry with the JVM's and the process's own figures and {@code chat_build_info}. */
  public static Metrics of(String service) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    registry.config().commonTags("service", service);
    JvmGcMetrics garbageCollection = new JvmGcMetrics();
    garbageCollection.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    Gauge.builder("chat.build.info", () -> 1)
        .description("Always 1; the version is in the label")
        .tag("version", version())
        .register(registry);
    return new Metrics(registry, garbageCollection);
  }

  /** Where counters, gauges and timers are made. */
  public MeterRegistry registry() {
    return registry;
  }

  /** Every figure, as text/plain version 0.0.4. */
  public String scrape() {
    return registry.scrape();
  }

  /** The version of the running build, or {@code development} outside a jar. */
  public static String version() {
    String version = Metrics.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public void close() {
    garbageCollection.close();
    registry.close();
  }
}
