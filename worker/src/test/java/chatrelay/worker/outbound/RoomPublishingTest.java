package chatrelay.worker.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.database.TestDatabase.Kind;
import chatrelay.runtime.Secret;
import chatrelay.schema.settings.AblySettings;
import chatrelay.worker.broker.AblyClients;
import chatrelay.worker.broker.BrokerFailure;
import chatrelay.worker.broker.RestClient;
import chatrelay.worker.inbound.RoomRoute;
import chatrelay.worker.settings.Timing;
import chatrelay.worker.settings.WorkerSettings;
import chatrelay.worker.store.MessageStore;
import chatrelay.worker.store.Outbox;
import chatrelay.worker.store.StoreFixture;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a group is sent again, and when outbound history is asked before. */
@Timeout(60)
class RoomPublishingTest {
  private static final Duration SOON = Duration.ofMillis(10);
  private static final Duration WINDOW = Duration.ofSeconds(100);

  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger failures = new AtomicInteger(1);
  private volatile int status = 503;
  private volatile String type = "application/json";
  private StoreFixture fixture;
  private HttpServer broker;
  private RoomRoute room;
  private AcknowledgementWriter acknowledgements;
  private RestClient rest;

  @SuppressWarnings("NullAway.Init") // before each test
  RoomPublishingTest() {}

  @BeforeEach
  void start() throws Exception {
    fixture = new StoreFixture(Kind.EMBEDDED);
    room = fixture.room("lobby");
    broker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    broker.createContext("/", this::answer);
    broker.start();
    AblySettings settings =
        new AblySettings(
            "app.key", Secret.of("secret"), "127.0.0.1", broker.getAddress().getPort(), false);
    rest = new RestClient(new AblyClients(() -> settings, Duration.ofSeconds(5), SOON));
    acknowledgements = new AcknowledgementWriter(new Outbox(fixture.database()), SOON, SOON);
    acknowledgements.start();
  }

  @AfterEach
  void stop() throws Exception {
    acknowledgements.close();
    rest.close();
    broker.stop(0);
    fixture.close();
  }

  @Test
  void a_repeat_that_reaches_the_broker_in_time_goes_without_a_look() {
    publish(Duration.ofSeconds(45), 2);

    assertThat(requests).containsExactly("POST", "POST");
  }

  @Test
  void f09_a_repeat_that_may_reach_the_broker_after_it_forgot_the_id_is_looked_up_first() {
    publish(WINDOW, 2);

    assertThat(requests).containsExactly("POST", "GET", "POST");
  }

  @Test
  void f13_a_page_that_a_portal_answers_with_is_no_confirmation() {
    status = 200;
    type = "text/html; charset=utf-8";

    publish(Duration.ofSeconds(45), 2);

    assertThat(requests).containsExactly("POST", "POST");
  }

  @Test
  void a_first_attempt_is_never_looked_up() {
    failures.set(0);

    publish(WINDOW.multipliedBy(2), 1);

    assertThat(requests).containsExactly("POST");
  }

  /** Stores a message and moves its room on by {@code steps}, each at once. */
  private void publish(Duration underWay, int steps) {
    WorkerSettings settings =
        WorkerSettings.DEFAULT
            .with(Timing.REPEAT_WINDOW, WINDOW)
            .with(Timing.PUBLISH_TIMEOUT, underWay.multipliedBy(2).dividedBy(3))
            .with(Timing.RETRY_FIRST, SOON)
            .with(Timing.RETRY_MOST, SOON);
    RoomPublishing publishing =
        new RoomPublishing(
            new Wire(rest),
            new Outbox(fixture.database()),
            acknowledgements,
            new Silent(),
            (shard, epoch) -> true,
            InstantSource.system(),
            settings);
    RoomQueue queue = new RoomQueue(room, 0, settings, new AtomicLong());
    queue.ownedFromHere();
    new MessageStore(fixture.database())
        .store(List.of(fixture.accepted(room, "a")), StoreFixture.fence(room));
    for (int step = 0; step < steps; step++) {
      publishing.step(queue);
    }
    assertThat(queue.head()).isNull();
  }

  /** History is empty; the first publish fails, by {@code status}. */
  private void answer(HttpExchange exchange) throws IOException {
    requests.add(exchange.getRequestMethod());
    boolean isLook = exchange.getRequestMethod().equals("GET");
    boolean fails = !isLook && failures.getAndDecrement() > 0;
    byte[] body = (isLook ? "[]" : "{}").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", fails ? type : "application/json");
    exchange.sendResponseHeaders(isLook ? 200 : fails ? status : 201, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static final class Silent implements PublishListener {
    @Override
    public void published(Acknowledgement acknowledgement) {}

    @Override
    public void failed(BrokerFailure failure) {}

    @Override
    public void buried(BrokerFailure failure) {}
  }
}
