package chatrelay.local.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chatrelay.local.broker.fault.Effect;
import chatrelay.local.broker.fault.FaultRule;
import chatrelay.local.broker.fault.Point;
import io.ably.lib.realtime.AblyRealtime;
import io.ably.lib.realtime.Channel;
import io.ably.lib.types.PresenceMessage;
import io.ably.lib.types.PresenceMessage.Action;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Presence as ably-java sees it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PresenceTest {
  private LocalBroker broker;

  @BeforeAll
  void start() {
    broker = LocalBroker.start(BrokerOptions.defaults().withTimeScale(0.05));
  }

  @AfterAll
  void stop() {
    broker.close();
  }

  private static List<String> names(PresenceMessage[] members) {
    return Arrays.stream(members).map(member -> member.clientId).sorted().toList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void members_are_seen_by_those_who_came_before_and_after(boolean binary) throws Exception {
    String name = "members-" + binary;
    try (SdkClients clients = new SdkClients(broker, binary)) {
      Channel early = SdkClients.attached(clients.connected(), name);
      List<PresenceMessage> events = new CopyOnWriteArrayList<>();
      early.presence.subscribe(events::add);
      Channel one =
          SdkClients.attached(clients.connected(options -> options.clientId = "one"), name);
      one.presence.enter("data", null);
      Channel many = SdkClients.attached(clients.connected(), name);
      for (int i = 0; i < 150; i++) {
        many.presence.enterClient("m" + i, "d" + i);
      }
      await().until(() -> events.size() == 151);
      assertThat(events).allMatch(event -> event.action == Action.enter);
      Channel late = SdkClients.attached(clients.connected(), name);
      assertThat(late.presence.get(true)).hasSize(151);
      assertThat(late.presence.get("one", true)[0].data).isEqualTo("data");
      assertThat(clients.rest().channels.get(name).presence.get(null).items()).hasSize(100);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_member_survives_a_short_loss_without_an_event(boolean binary) throws Exception {
    String name = "short-" + binary;
    try (SdkClients clients = new SdkClients(broker, binary)) {
      Channel watcher = SdkClients.attached(clients.connected(), name);
      List<PresenceMessage> events = new CopyOnWriteArrayList<>();
      watcher.presence.subscribe(events::add);
      AblyRealtime client = clients.connected(options -> options.clientId = "member");
      Channel channel = SdkClients.attached(client, name);
      channel.presence.enter("1", null);
      await().until(() -> events.size() == 1);
      String id = client.connection.id;
      broker.faults().now(who -> "member".equals(who.clientId()), new Effect.Abort(false));
      channel.presence.update("2", null);
      await().until(() -> events.stream().anyMatch(event -> "2".equals(event.data)));
      assertThat(client.connection.id).isEqualTo(id);
      assertThat(events).noneMatch(event -> event.action == Action.leave);
      assertThat(names(watcher.presence.get(true))).containsExactly("member");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_member_that_stays_away_leaves_and_enters_again_on_return(boolean binary) throws Exception {
    String name = "long-" + binary;
    try (SdkClients clients = new SdkClients(broker, binary)) {
      Channel watcher = SdkClients.attached(clients.connected(), name);
      List<PresenceMessage> events = new CopyOnWriteArrayList<>();
      watcher.presence.subscribe(events::add);
      AblyRealtime client = clients.connected(options -> options.clientId = "member");
      SdkClients.attached(client, name).presence.enter("1", null);
      await().until(() -> events.size() == 1);
      broker
          .faults()
          .add(FaultRule.at(Point.CONNECT).client("member").then(new Effect.Abort(false)));
      broker.faults().now(who -> "member".equals(who.clientId()), new Effect.Abort(false));
      await().until(() -> events.size() == 2);
      assertThat(events.get(1).action).isEqualTo(Action.leave);
      broker.faults().clear();
      client.connect();
      await().until(() -> events.size() == 3);
      assertThat(events.get(2).action).isEqualTo(Action.enter);
      assertThat(events.get(2).data).isEqualTo("1");
    }
  }
}
