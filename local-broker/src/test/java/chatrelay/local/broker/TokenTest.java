package chatrelay.local.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.FrameAction;
import io.ably.lib.realtime.AblyRealtime;
import io.ably.lib.realtime.ConnectionState;
import io.ably.lib.rest.AblyRest;
import io.ably.lib.rest.Auth.TokenDetails;
import io.ably.lib.rest.Auth.TokenParams;
import io.ably.lib.rest.Auth.TokenRequest;
import io.ably.lib.types.AblyException;
import io.ably.lib.types.ClientOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Token requests, token and key authentication, expiry and renewal. */
final class TokenTest {
  private LocalBroker broker;

  @BeforeEach
  void start() {
    broker = LocalBroker.start(BrokerOptions.defaults());
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void issues_a_token_for_a_signed_request_and_lets_it_in(boolean binary) throws Exception {
    try (SdkClients clients = new SdkClients(broker, binary)) {
      TokenParams params = new TokenParams();
      params.clientId = "ada";
      params.capability = "{\"room:*\":[\"publish\",\"subscribe\"]}";
      TokenDetails token = clients.rest().auth.requestToken(params, null);
      assertThat(token.clientId).isEqualTo("ada");
      assertThat(token.capability).isEqualTo("{\"room:*\":[\"publish\",\"subscribe\"]}");
      ClientOptions options = clients.bareOptions();
      options.token = token.token;
      try (AblyRealtime client = new AblyRealtime(options)) {
        SdkClients.awaitState(client, ConnectionState.connected);
        assertThat(client.auth.clientId).isEqualTo("ada");
      }
    }
  }

  @Test
  void refuses_a_nonce_that_was_used_before() throws Exception {
    try (SdkClients clients = new SdkClients(broker, false)) {
      AblyRest rest = clients.rest();
      TokenRequest request = rest.auth.createTokenRequest(null, null);
      ClientOptions options = clients.bareOptions();
      options.authCallback = params -> request;
      new AblyRest(options).auth.requestToken(null, null);
      assertThat(refusal(() -> new AblyRest(options).auth.requestToken(null, null)))
          .isEqualTo(40105);
    }
  }

  @Test
  void refuses_a_wrong_mac_and_an_old_timestamp() throws Exception {
    try (SdkClients clients = new SdkClients(broker, false)) {
      TokenRequest forged = clients.rest().auth.createTokenRequest(null, null);
      forged.clientId = "admin";
      ClientOptions options = clients.bareOptions();
      options.authCallback = params -> forged;
      assertThat(refusal(() -> new AblyRest(options).auth.requestToken(null, null)))
          .isEqualTo(40101);
      TokenParams old = new TokenParams();
      old.timestamp = System.currentTimeMillis() - 200_000;
      assertThat(refusal(() -> clients.rest().auth.requestToken(old, null))).isEqualTo(40104);
    }
  }

  @Test
  void refuses_a_capability_that_the_key_does_not_have() throws Exception {
    try (LocalBroker narrow =
            LocalBroker.start(
                BrokerOptions.defaults().withKeys().withKey("app.k:s", "{\"a\":[\"publish\"]}"));
        SdkClients clients = new SdkClients(narrow, false)) {
      TokenParams params = new TokenParams();
      params.capability = "{\"b\":[\"publish\"]}";
      assertThat(refusal(() -> clients.rest().auth.requestToken(params, null))).isEqualTo(40160);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void renews_a_lapsed_token_and_keeps_the_connection(boolean binary) throws Exception {
    try (SdkClients clients = new SdkClients(broker, binary)) {
      AblyRest issuer = clients.rest();
      List<String> issued = new CopyOnWriteArrayList<>();
      AblyRealtime client =
          clients.connected(options -> {
            options.key = null;
            options.authCallback =
                params -> {
                  TokenParams brief = new TokenParams();
                  brief.ttl = issued.isEmpty() ? 1_500 : 3_600_000;
                  TokenDetails token = issuer.auth.requestToken(brief, null);
                  issued.add(token.token);
                  return token;
                };
          });
      String id = client.connection.id;
      await().until(() -> issued.size() == 2);
      SdkClients.awaitState(client, ConnectionState.connected);
      assertThat(client.connection.id).isEqualTo(id);
    }
  }

  @Test
  void prompts_for_a_new_token_before_the_old_one_lapses() throws Exception {
    try (SdkClients clients = new SdkClients(broker, false)) {
      TokenParams params = new TokenParams();
      params.ttl = 31_000;
      String token = clients.rest().auth.requestToken(params, null).token;
      String fresh = clients.rest().auth.requestToken(null, null).token;
      try (RawClient raw = RawClient.open(broker, "v=4&accessToken=" + token)) {
        Fields first = raw.await(FrameAction.CONNECTED);
        raw.await(FrameAction.AUTH);
        raw.send("{'action':17,'auth':{'accessToken':'" + fresh + "'}}");
        Fields second = raw.await(FrameAction.CONNECTED);
        assertThat(second.string("connectionId")).isEqualTo(first.string("connectionId"));
        assertThat(RawClient.inner(second, "connectionDetails").asMap())
            .containsKeys("connectionKey", "maxMessageSize");
      }
    }
  }

  @Test
  void refuses_credentials_with_the_codes_clients_expect() {
    assertRefused("key=app.key:wrong", 40101);
    assertRefused("key=this.is:wrong", 40101);
    assertRefused("key=abcdef.key:wrong", 40400);
    assertRefused("key=app.other:wrong", 40400);
    assertRefused("accessToken=app.garbage", 40145);
    assertRefused("key=app.key:secret&clientId=*", 40012);
    assertRefused("v=4", 40101);
    assertRefused("v=1&key=app.key:secret", 80024);
  }

  private void assertRefused(String query, int code) {
    try (RawClient raw = RawClient.open(broker, query)) {
      Fields frame = raw.next();
      assertThat(frame.number("action", -1)).isEqualTo(FrameAction.ERROR.code());
      assertThat(frame.asMap()).doesNotContainKey("channel");
      assertThat(RawClient.code(frame)).as(query).isEqualTo(code);
      assertThat(raw.awaitClose()).isEqualTo(1000);
    }
  }

  private static int refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    AblyException refused = catchThrowableOfType(AblyException.class, call);
    assertThat(refused).as("refused").isNotNull();
    return refused.errorInfo.code;
  }
}
