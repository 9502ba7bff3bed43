package chatrelay.bench.broker;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import chatrelay.bench.Start;
import chatrelay.bench.Within;
import chatrelay.local.broker.BrokerOptions;
import chatrelay.local.broker.Faults;
import chatrelay.local.broker.LocalBroker;
import chatrelay.local.broker.fault.Effect;
import chatrelay.local.broker.fault.FaultRule;
import chatrelay.local.broker.fault.Point;
import chatrelay.local.broker.wire.ErrorInfo;
import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench soak}: random faults for minutes; what is left over after each collection. */
@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    description = "Lets many clients meet random faults and reports heap, threads, descriptors.",
    footer = {"", "Example: bench/run soak --minutes 10 --connections 200 --seed 1"})
public final class BrokerSoakMain implements Callable<Integer> {
  @Option(
      names = "--minutes",
      defaultValue = "10",
      description = "1 to 600 (default 10)",
      converter = Within.Length.class)
  int minutes;

  @Option(
      names = "--connections",
      defaultValue = "200",
      description = "clients (default 200)",
      converter = Within.Some.class)
  int connections;

  @Option(names = "--seed", defaultValue = "1", description = "of faults and clients (default 1)")
  long seed;

  /** Ends the process with 0, or 1 when the broker logged a failure of its own. */
  public static void main(String[] arguments) {
    Start.run(new BrokerSoakMain(), arguments);
  }

  @Override
  public Integer call() throws InterruptedException {
    AtomicLong failures = countFailures();
    Wanderer.Counts counts = new Wanderer.Counts();
    BrokerOptions options =
        BrokerOptions.defaults().withSeed(seed).withTimeScale(0.1).withHostedLimits();
    List<Thread> threads = new ArrayList<>();
    List<Wanderer> wanderers = new ArrayList<>();
    try (HttpClient http = HttpClient.newHttpClient();
        LocalBroker broker = LocalBroker.start(options)) {
      faults(broker.faults());
      for (int i = 0; i < connections; i++) {
        Wanderer wanderer = new Wanderer(http, broker, seed * 10_000 + i, counts);
        wanderers.add(wanderer);
        threads.add(Thread.ofVirtual().name("wanderer-" + i).start(wanderer));
      }
      System.out.println(line("minute 0", failures));
      for (int minute = 1; minute <= minutes; minute++) {
        BrokerLoad.pause(30);
        broker.faults().dropAll();
        BrokerLoad.pause(30);
        System.out.println(line("minute " + minute, failures));
      }
      wanderers.forEach(Wanderer::stop);
      for (Thread thread : threads) {
        thread.join(Duration.ofSeconds(60));
      }
      BrokerLoad.pause(45);
      System.out.println(line("afterwards", failures));
      System.out.println(counts.describe());
    }
    return failures.get() == 0 ? 0 : 1;
  }

  /** Every fault that can strike a client at random, each rare enough to leave time in between. */
  private static void faults(Faults faults) {
    ErrorInfo unavailable = new ErrorInfo(50003, 503, "unavailable");
    List.of(
            FaultRule.at(Point.SEND).withProbability(0.0005).then(new Effect.Abort(true)),
            FaultRule.at(Point.SEND).withProbability(0.0005).then(new Effect.Abort(false)),
            FaultRule.at(Point.SEND).withProbability(0.0002).then(new Effect.CloseOnly()),
            FaultRule.at(Point.SEND).withProbability(0.0001).then(new Effect.Silence()),
            FaultRule.at(Point.SEND).withProbability(0.002).then(new Effect.Suppress()),
            FaultRule.at(Point.SEND)
                .withProbability(0.002)
                .then(new Effect.Delay(Duration.ofMillis(50))),
            FaultRule.at(Point.SEND).withProbability(0.002).then(new Effect.Swap()),
            FaultRule.at(Point.RECEIVE).withProbability(0.002).then(new Effect.Suppress()),
            FaultRule.at(Point.RECEIVE).withProbability(0.002).then(new Effect.Refuse(unavailable)),
            FaultRule.at(Point.RECEIVE)
                .withProbability(0.001)
                .then(new Effect.Disconnect(unavailable)),
            FaultRule.at(Point.CONNECT).withProbability(0.02).then(new Effect.Abort(false)),
            FaultRule.at(Point.CONNECT).withProbability(0.02).then(new Effect.Status(503)),
            FaultRule.at(Point.CONNECT).withProbability(0.02).then(new Effect.Refuse(unavailable)),
            FaultRule.at(Point.RESUME)
                .withProbability(0.1)
                .then(new Effect.Refuse(new ErrorInfo(80008, 400, "expired"))),
            FaultRule.at(Point.ATTACH)
                .withProbability(0.01)
                .then(new Effect.LoseContinuity(new ErrorInfo(80020, 400, "lost"))),
            FaultRule.at(Point.ATTACH).withProbability(0.01).then(new Effect.Overlap(3)),
            FaultRule.at(Point.REQUEST).withProbability(0.02).then(new Effect.Abort(true)),
            FaultRule.at(Point.REQUEST).withProbability(0.02).then(new Effect.Status(500)),
            FaultRule.at(Point.REQUEST).withProbability(0.005).then(new Effect.Hang()))
        .forEach(faults::add);
  }

  private static String line(String when, AtomicLong failures) {
    long heap = BrokerLoad.heapAfterGc();
    long descriptors =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getOpenFileDescriptorCount()
            : -1;
    return "%-10s heap %3d MB, %d threads, %d descriptors, %d failures logged"
        .formatted(
            when,
            heap >> 20,
            ManagementFactory.getThreadMXBean().getThreadCount(),
            descriptors,
            failures.get());
  }

  /** Counts warnings and errors of the broker and of what it is built on. */
  private static AtomicLong countFailures() {
    AtomicLong failures = new AtomicLong();
    AppenderBase<ILoggingEvent> counter =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
              failures.incrementAndGet();
              System.out.println(event.getLoggerName() + ": " + event.getFormattedMessage());
            }
          }
        };
    counter.start();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(counter);
    return failures;
  }
}
