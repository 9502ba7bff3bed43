package chatrelay.worker.broker;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.broker.BrokerOptions;
import chatrelay.local.broker.LocalBroker;
import chatrelay.runtime.Secret;
import chatrelay.schema.settings.AblySettings;
import io.ably.lib.realtime.AblyRealtime;
import io.ably.lib.realtime.ChannelState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SubscribingClientTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @Test
  void should_resume_without_a_recovery_key_that_names_all_channels() throws Exception {
    try (LocalBroker broker = LocalBroker.start(BrokerOptions.defaults())) {
      AblySettings settings =
          new AblySettings("app.key", Secret.of("secret"), broker.host(), broker.port(), false);
      AblyClients clients =
          new AblyClients(() -> settings, Duration.ofSeconds(10), Duration.ofMillis(100));
      List<Object> received = new CopyOnWriteArrayList<>();
      try (AblyRealtime subscriber = clients.subscriber((channel, messages) -> {});
          RestClient rest = new RestClient(clients)) {
        var channel = subscriber.channels.get("chat-in:lobby");
        channel.subscribe(message -> received.add(message.data));
        subscriber.connect();
        Awaitility.await().atMost(SOON).until(() -> channel.state == ChannelState.attached);
        rest.get().channels.get("chat-in:lobby").publish(null, "one");
        Awaitility.await().atMost(SOON).until(() -> received.size() == 1);
        String key = subscriber.connection.createRecoveryKey();
        String connection = subscriber.connection.id;

        broker.faults().dropAll();
        rest.get().channels.get("chat-in:lobby").publish(null, "two");

        Awaitility.await().atMost(SOON).until(() -> received.size() == 2);
        assertThat(received).containsExactly("one", "two");
        assertThat(subscriber.connection.id).isEqualTo(connection);
        assertThat(key).contains("\"channelSerials\":{}");
      }
    }
  }
}
