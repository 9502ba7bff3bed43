package chatrelay.schema.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** An outage is a few lines, however long it lasts and however often it is looked at. */
class BrokerWatchTest {
  private static final Duration PERIOD = Duration.ofMillis(10);
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Logger logger = (Logger) LoggerFactory.getLogger(BrokerWatch.class);
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(event.getLevel() + " " + event.getFormattedMessage());
        }
      };
  private final AtomicInteger turns = new AtomicInteger();
  private volatile boolean needed = true;

  @BeforeEach
  void listen() {
    logger.setLevel(Level.INFO);
    appender.start();
    logger.addAppender(appender);
  }

  @AfterEach
  void ignore() {
    logger.detachAppender(appender);
    logger.setLevel(null);
  }

  @Test
  void shouldLogAnOutageOnceAndItsEndOnce() throws Exception {
    try (LoopbackBroker broker = new LoopbackBroker();
        BrokerWatch watch = watch(broker, LONG, LONG)) {
      broker.status = 502;
      assertThat(watch.check().up()).isFalse();
      watch.start(Duration.ZERO);
      awaitTurns(10);
      assertThat(watch.check().up()).isFalse();
      assertThat(watch.check().detail())
          .startsWith("Ably can't be reached at 127.0.0.1:" + broker.settings().port() + ": HTTP");
      assertThat(lines).singleElement().asString().endsWith(". Nothing passes");

      broker.status = 200;
      await().atMost(LIMIT).until(() -> watch.check().up());
      awaitTurns(10);
      assertThat(lines).hasSize(2);
      assertThat(lines.getLast()).startsWith("INFO Ably answers again at 127.0.0.1");
    }
  }

  @Test
  void shouldLogAnotherCauseAndRemindOfALongOutage() throws Exception {
    try (LoopbackBroker broker = new LoopbackBroker();
        BrokerWatch watch = watch(broker, Duration.ZERO, LONG)) {
      broker.status = 502;
      watch.start(Duration.ZERO);
      awaitTurns(3);
      broker.status = 407;
      awaitTurns(3);
      assertThat(lines).hasSize(2);
      assertThat(lines.getLast()).contains("HTTP 407");
    }
    lines.clear();
    try (LoopbackBroker broker = new LoopbackBroker();
        BrokerWatch watch = watch(broker, Duration.ZERO, Duration.ofMillis(50))) {
      broker.status = 502;
      watch.start(Duration.ZERO);
      await().atMost(LIMIT).until(() -> lines.size() >= 3);
      assertThat(lines).allMatch(line -> line.startsWith("WARN Ably can't be reached"));
    }
  }

  @Test
  void shouldStaySilentWhileTheStateFlaps() throws Exception {
    try (LoopbackBroker broker = new LoopbackBroker();
        BrokerWatch watch = watch(broker, LONG, LONG)) {
      watch.start(Duration.ZERO);
      for (int status : new int[] {502, 200, 503, 200, 504, 200, 502, 200}) {
        broker.status = status;
        awaitTurns(2);
      }
      assertThat(lines).hasSize(2);
    }
  }

  @Test
  void shouldAskNothingWhileTheBrokerIsInUse() throws Exception {
    try (LoopbackBroker broker = new LoopbackBroker();
        BrokerWatch watch = watch(broker, LONG, LONG)) {
      broker.status = 502;
      needed = false;
      watch.start(Duration.ZERO);
      awaitTurns(3);
      assertThat(watch.check().up()).isTrue();
      assertThat(lines).isEmpty();

      needed = true;
      await().atMost(LIMIT).until(() -> !watch.check().up());
    }
  }

  private BrokerWatch watch(LoopbackBroker broker, Duration change, Duration repeat) {
    return new BrokerWatch(
        () -> {
          turns.incrementAndGet();
          return broker.settings();
        },
        () -> needed,
        "Nothing passes",
        new BrokerWatch.Times(PERIOD, change, repeat),
        new BrokerProbe(Duration.ofSeconds(3)));
  }

  /** As many turns from now on, all but the last of them whole. */
  private void awaitTurns(int more) {
    int end = turns.get() + more + 1;
    await().pollInterval(PERIOD).atMost(LIMIT).until(() -> turns.get() >= end);
  }
}
