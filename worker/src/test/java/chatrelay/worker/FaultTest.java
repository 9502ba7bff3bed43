package chatrelay.worker;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import chatrelay.local.broker.BrokerOptions;
import chatrelay.local.broker.Faults;
import chatrelay.local.broker.fault.Effect;
import chatrelay.local.broker.fault.FaultRule;
import chatrelay.local.broker.fault.Point;
import chatrelay.local.database.EmbeddedDatabase;
import chatrelay.local.database.TestDatabase;
import chatrelay.local.database.TestDatabase.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;

/**
 * What the tests of the fault matrix share: a stack with two rooms, a steady load, the oracle.
 * Numbers F1 to F35 are those of the matrix.
 */
abstract class FaultTest {
  static final List<String> ROOMS = List.of("lobby", "garden");

  /** Channels that keep their messages, so that outbound history holds all of a test. */
  static final BrokerOptions PERSISTED =
      BrokerOptions.defaults().withPersisted("chat-in").withPersisted("chat-out");

  private final List<AutoCloseable> owned = new ArrayList<>();
  private TestStack stack;
  private RawPublisher publisher;
  private Load load;

  @SuppressWarnings("NullAway.Init") // open() comes first in every test
  FaultTest() {}

  final TestStack open(Kind kind) {
    return open(kind, PERSISTED);
  }

  final TestStack open(Kind kind, BrokerOptions options) {
    assumeTrue(kind.whyUnavailable().isEmpty(), () -> kind.whyUnavailable().orElse(""));
    return open(TestDatabase.create(kind), options);
  }

  final TestStack open(TestDatabase server, BrokerOptions options) {
    stack = TestStack.start(server, options);
    ROOMS.forEach(stack::room);
    publisher = new RawPublisher(stack.broker());
    return stack;
  }

  @AfterEach
  final void close() throws Exception {
    if (load != null) {
      load.close();
    }
    if (stack != null) {
      stack.broker().faults().clear();
      publisher.close();
      stack.close();
    }
    for (AutoCloseable resource : owned) {
      resource.close();
    }
  }

  /** The one database of a server that the test owns, and may freeze. */
  static TestDatabase database(EmbeddedDatabase server) {
    return new TestDatabase(
        Kind.EMBEDDED,
        server.host(),
        server.port(),
        server.name(),
        server.username(),
        server.password());
  }

  /** Closed after the stack, whose server it may be. */
  final <T extends AutoCloseable> T owned(T resource) {
    owned.add(resource);
    return resource;
  }

  final TestStack stack() {
    return stack;
  }

  final Faults faults() {
    return stack.broker().faults();
  }

  final Load load(int perSecond) {
    load = new Load(publisher, ROOMS, 4, perSecond);
    return load;
  }

  final RawPublisher publisher() {
    return publisher;
  }

  /** Ends the load and holds the oracle against what became of it. */
  final void assertComplete() throws InterruptedException {
    Delivery.assertComplete(stack, ROOMS, load.stop());
  }

  /** The same where order within a publisher could not be kept. */
  final void assertCompleteInAnyOrder() throws InterruptedException {
    Delivery.assertCompleteInAnyOrder(stack, ROOMS, load.stop());
  }

  /** A rule for REST publishes of the worker. */
  static FaultRule onPublish(Effect effect) {
    return FaultRule.at(Point.REQUEST).path("chat-out").then(effect);
  }

  /** Waits until rules struck that often. */
  final void awaitStrikes(int count) {
    TestStack.soon().until(() -> faults().events().size() >= count);
  }

  /** Repeats {@code fault} until it met a connection: one that meets none would prove nothing. */
  static void strike(IntSupplier fault) {
    TestStack.soon().until(() -> fault.getAsInt() > 0);
  }

  final int gaps() {
    return countOf("SELECT COUNT(*) FROM gap");
  }

  /** The one number that {@code query} answers. */
  final int countOf(String query) {
    return stack.database().context().fetchSingle(query).get(0, Integer.class);
  }

  /** A measurement, for people. */
  @SuppressWarnings("SystemOut")
  static void say(String line) {
    System.out.println(line);
  }

  static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  /** Lets {@code time} pass, for faults that consist of nothing else. */
  static void pass(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    TestStack.soon().atMost(time.plusMinutes(1)).until(() -> System.nanoTime() - end >= 0);
  }

  static Duration seconds(long count) {
    return Duration.ofSeconds(count);
  }
}
