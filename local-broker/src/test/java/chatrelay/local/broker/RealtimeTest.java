package chatrelay.local.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chatrelay.local.broker.SdkClients.Outcome;
import io.ably.lib.realtime.AblyRealtime;
import io.ably.lib.realtime.Channel;
import io.ably.lib.realtime.ChannelState;
import io.ably.lib.realtime.ConnectionState;
import io.ably.lib.types.ChannelMode;
import io.ably.lib.types.ChannelOptions;
import io.ably.lib.types.Message;
import io.ably.lib.types.PaginatedResult;
import io.ably.lib.types.Param;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections, channels and publishing as ably-java sees them, in JSON and msgpack. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RealtimeTest {
  private static final String LIMITED = "app.limited:pass";

  private LocalBroker broker;

  @BeforeAll
  void start() {
    broker =
        LocalBroker.start(
            BrokerOptions.defaults()
                .withKey(
                    LIMITED, "{\"in:*\":[\"publish\"],\"out:*\":[\"subscribe\",\"history\"]}"));
  }

  @AfterAll
  void stop() {
    broker.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void connects_pings_and_closes(boolean binary) throws Exception {
    try (SdkClients clients = new SdkClients(broker, binary)) {
      AblyRealtime client = clients.connected();
      Outcome ping = new Outcome();
      client.connection.ping(ping);
      ping.succeeded();
      client.close();
      SdkClients.awaitState(client, ConnectionState.closed);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void delivers_every_kind_of_data_in_order(boolean binary) throws Exception {
    try (SdkClients clients = new SdkClients(broker, binary)) {
      Channel publisher = SdkClients.attached(clients.connected(), "kinds-" + binary);
      try (SdkClients other = new SdkClients(broker, !binary)) {
        List<Message> received =
            SdkClients.collect(other.connected().channels.get("kinds-" + binary));
        byte[] bytes = {0, 1, (byte) 255};
        SdkClients.publish(publisher, new Message("text", "grüße"), new Message("bytes", bytes));
        SdkClients.publish(publisher, new Message("none", null));
        await().until(() -> received.size() == 3);
        assertThat(received.get(0).data).isEqualTo("grüße");
        assertThat((byte[]) received.get(1).data).isEqualTo(bytes);
        assertThat(received.get(2).data).isNull();
        assertThat(received).extracting(message -> message.connectionId).doesNotContainNull();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void refuses_what_the_capability_does_not_permit(boolean binary) throws Exception {
    try (SdkClients clients = new SdkClients(broker, binary)) {
      AblyRealtime client = clients.connected(options -> options.key = LIMITED);
      Channel hidden = client.channels.get("in:a");
      hidden.attach();
      SdkClients.awaitState(hidden, ChannelState.attached);
      assertThat(hidden.getModes()).containsExactly(ChannelMode.publish);
      Channel out = SdkClients.attached(client, "out:a");
      Outcome outcome = new Outcome();
      out.publish("x", "y", outcome);
      assertThat(outcome.failed().code).isEqualTo(40160);
      Channel foreign = client.channels.get("elsewhere");
      foreign.attach();
      SdkClients.awaitState(foreign, ChannelState.failed);
      assertThat(foreign.reason.code).isEqualTo(40160);
      assertThat(client.connection.state).isEqualTo(ConnectionState.connected);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void refuses_a_publish_without_the_requested_mode(boolean binary) throws Exception {
    try (SdkClients clients = new SdkClients(broker, binary)) {
      ChannelOptions options = new ChannelOptions();
      options.modes = new ChannelMode[] {ChannelMode.subscribe};
      Channel channel = clients.connected().channels.get("reader-" + binary, options);
      channel.attach();
      SdkClients.awaitState(channel, ChannelState.attached);
      Outcome outcome = new Outcome();
      channel.publish("x", "y", outcome);
      assertThat(outcome.failed().code).isEqualTo(40165);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void drops_a_repeated_id_from_socket_and_rest(boolean binary) throws Exception {
    try (SdkClients clients = new SdkClients(broker, binary)) {
      Channel channel = SdkClients.attached(clients.connected(), "ids-" + binary);
      List<Message> received = SdkClients.collect(channel);
      Message first = new Message("m", "1");
      first.id = "same";
      Message again = new Message("m", "2");
      again.id = "same";
      SdkClients.publish(channel, first);
      SdkClients.publish(channel, again);
      clients.rest().channels.get("ids-" + binary).publish(new Message[] {again});
      SdkClients.publish(channel, new Message("end", ""));
      await().until(() -> received.stream().anyMatch(message -> "end".equals(message.name)));
      assertThat(received).extracting(message -> message.data).containsExactly("1", "");
      assertThat(clients.rest().channels.get("ids-" + binary).history(null).items()).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void rewinds_and_reads_history_until_attach_without_gap_or_overlap(boolean binary)
      throws Exception {
    try (SdkClients clients = new SdkClients(broker, binary)) {
      String name = "past-" + binary;
      AblyRealtime client = clients.connected();
      Channel publisher = SdkClients.attached(client, name);
      for (int i = 0; i < 5; i++) {
        SdkClients.publish(publisher, new Message("m", String.valueOf(i)));
      }
      ChannelOptions options = new ChannelOptions();
      options.params = Map.of("rewind", "2");
      Channel rewound = clients.connected().channels.get(name, options);
      List<Message> replay = SdkClients.collect(rewound);
      await().until(() -> replay.size() == 2);
      assertThat(replay).extracting(message -> message.data).containsExactly("3", "4");

      Channel late = SdkClients.attached(clients.connected(), name);
      List<Message> live = SdkClients.collect(late);
      SdkClients.publish(publisher, new Message("m", "5"));
      await().until(() -> live.size() == 1);
      PaginatedResult<Message> page =
          late.history(new Param[] {new Param("untilAttach", "true"), new Param("limit", "3")});
      assertThat(page.items()).extracting(message -> message.data).containsExactly("4", "3", "2");
      assertThat(page.hasNext()).isTrue();
      assertThat(page.next().items()).extracting(message -> message.data).containsExactly("1", "0");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void resumes_without_loss_after_the_socket_is_cut(boolean binary) throws Exception {
    try (SdkClients clients = new SdkClients(broker, binary)) {
      String name = "resume-" + binary;
      AblyRealtime reader = clients.connected();
      List<Message> received = SdkClients.collect(reader.channels.get(name));
      String id = reader.connection.id;
      reader.connection.connectionManager.requestState(ConnectionState.disconnected);
      Channel publisher = SdkClients.attached(clients.connected(), name);
      for (int i = 0; i < 20; i++) {
        SdkClients.publish(publisher, new Message("m", String.valueOf(i)));
      }
      reader.connect();
      await().until(() -> received.size() == 20);
      assertThat(received.getLast().data).isEqualTo("19");
      assertThat(reader.connection.id).isEqualTo(id);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void stamps_and_checks_client_ids(boolean binary) throws Exception {
    try (SdkClients clients = new SdkClients(broker, binary)) {
      Channel channel =
          SdkClients.attached(
              clients.connected(options -> options.clientId = "ada"), "names-" + binary);
      List<Message> received = SdkClients.collect(channel);
      SdkClients.publish(channel, new Message("m", "mine"));
      await().until(() -> received.size() == 1);
      assertThat(received.getFirst().clientId).isEqualTo("ada");
      try (RawClient raw = RawClient.withKey(broker, "clientId=ada")) {
        raw.send(
            "{'action':15,'channel':'c','msgSerial':0,'messages':[{'data':'x','clientId':'eve'}]}");
        assertThat(RawClient.code(raw.await(chatrelay.local.broker.wire.FrameAction.NACK)))
            .isEqualTo(40012);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void refuses_messages_that_are_too_large(boolean binary) throws Exception {
    try (SdkClients clients = new SdkClients(broker, binary)) {
      Channel channel = SdkClients.attached(clients.connected(), "large-" + binary);
      SdkClients.publish(channel, new Message("m", "x".repeat(65_000)));
      try {
        clients.rest().channels.get("large-" + binary).publish("m", "x".repeat(70_000));
        throw new AssertionError("Accepted");
      } catch (io.ably.lib.types.AblyException e) {
        assertThat(e.errorInfo.code).isEqualTo(40009);
        assertThat(e.errorInfo.statusCode).isEqualTo(413);
      }
    }
  }
}
