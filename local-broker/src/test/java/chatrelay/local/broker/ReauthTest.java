package chatrelay.local.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import chatrelay.local.broker.SdkClients.Outcome;
import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.FrameAction;
import io.ably.lib.realtime.AblyRealtime;
import io.ably.lib.realtime.Channel;
import io.ably.lib.realtime.ChannelState;
import io.ably.lib.realtime.ConnectionState;
import io.ably.lib.rest.Auth.AuthOptions;
import io.ably.lib.rest.Auth.TokenDetails;
import io.ably.lib.rest.Auth.TokenParams;
import io.ably.lib.types.AblyException;
import io.ably.lib.types.Message;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** New tokens on a live connection: growing, shrinking, wrong ones. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReauthTest {
  private LocalBroker broker;

  @BeforeAll
  void start() {
    broker = LocalBroker.start(BrokerOptions.defaults());
  }

  @AfterAll
  void stop() {
    broker.close();
  }

  private static TokenDetails token(SdkClients clients, String clientId, String capability)
      throws AblyException {
    TokenParams params = new TokenParams();
    params.clientId = clientId;
    params.capability = capability;
    return clients.rest().auth.requestToken(params, null);
  }

  private static AblyRealtime connected(SdkClients clients, TokenDetails token)
      throws AblyException {
    return clients.connected(options -> {
      options.key = null;
      options.tokenDetails = token;
    });
  }

  private static void authorize(AblyRealtime client, TokenDetails token) throws AblyException {
    AuthOptions options = new AuthOptions();
    options.tokenDetails = token;
    client.auth.authorize(null, options);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_larger_capability_takes_effect_in_place(boolean binary) throws Exception {
    try (SdkClients clients = new SdkClients(broker, binary)) {
      AblyRealtime client = connected(clients, token(clients, "a", "{\"c\":[\"subscribe\"]}"));
      String id = client.connection.id;
      Channel channel = SdkClients.attached(client, "c");
      Outcome refused = new Outcome();
      channel.publish("m", "1", refused);
      assertThat(refused.failed().code).isEqualTo(40160);
      List<Message> received = SdkClients.collect(channel);
      authorize(client, token(clients, "a", "{\"c\":[\"subscribe\",\"publish\"]}"));
      SdkClients.publish(channel, new Message("m", "2"));
      await().until(() -> received.size() == 1);
      assertThat(client.connection.id).isEqualTo(id);
      assertThat(channel.state).isEqualTo(ChannelState.attached);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_smaller_capability_fails_the_channel_and_lets_members_leave(boolean binary)
      throws Exception {
    String name = "down-" + binary;
    try (SdkClients clients = new SdkClients(broker, binary);
        RawClient watcher = RawClient.withKey(broker, "")) {
      watcher.attach(name, "");
      AblyRealtime client =
          connected(clients, token(clients, "a", "{\"" + name + "\":[\"*\"],\"other\":[\"*\"]}"));
      Channel channel = SdkClients.attached(client, name);
      channel.presence.enter("here", null);
      watcher.await(FrameAction.PRESENCE);
      authorize(client, token(clients, "a", "{\"other\":[\"*\"]}"));
      SdkClients.awaitState(channel, ChannelState.failed);
      assertThat(channel.reason.code).isEqualTo(40160);
      Fields left = Fields.of(watcher.await(FrameAction.PRESENCE).list("presence").getFirst());
      assertThat(left.number("action", 0)).isEqualTo(3);
      assertThat(client.connection.state).isEqualTo(ConnectionState.connected);
    }
  }

  @Test
  void another_client_id_fails_the_connection() throws Exception {
    try (SdkClients clients = new SdkClients(broker, false)) {
      AblyRealtime client = connected(clients, token(clients, "a", "{\"*\":[\"*\"]}"));
      TokenDetails foreign = token(clients, "b", "{\"*\":[\"*\"]}");
      foreign.clientId = "a";
      assertThatThrownBy(() -> authorize(client, foreign)).isInstanceOf(AblyException.class);
      SdkClients.awaitState(client, ConnectionState.failed);
      assertThat(client.connection.reason.code).isEqualTo(40102);
      authorize(client, token(clients, "a", "{\"*\":[\"*\"]}"));
      SdkClients.awaitState(client, ConnectionState.connected);
    }
  }

  @Test
  void garbage_instead_of_a_token_ends_the_connection() {
    for (String auth : List.of("{'accessToken':'x'}", "{}", "{'accessToken':'nosuch.x'}")) {
      try (RawClient raw = RawClient.withKey(broker, "")) {
        raw.connected();
        raw.send("{'action':17,'auth':" + auth + "}");
        Fields error = raw.await(FrameAction.ERROR);
        assertThat(RawClient.code(error)).isBetween(40000, 40499);
        assertThat(raw.awaitClose()).isEqualTo(1000);
      }
    }
  }

  @Test
  void authorize_works_with_a_key_based_client() throws Exception {
    try (SdkClients clients = new SdkClients(broker, true)) {
      AblyRealtime client = clients.connected(options -> options.clientId = "a");
      String id = client.connection.id;
      client.auth.authorize(null, null);
      assertThat(client.connection.id).isEqualTo(id);
      assertThat(client.connection.state).isEqualTo(ConnectionState.connected);
    }
  }
}
