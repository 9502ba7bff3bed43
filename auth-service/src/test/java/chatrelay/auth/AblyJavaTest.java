package chatrelay.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.ably.lib.realtime.AblyRealtime;
import io.ably.lib.realtime.Channel;
import io.ably.lib.realtime.ChannelState;
import io.ably.lib.realtime.ConnectionState;
import io.ably.lib.rest.AblyRest;
import io.ably.lib.rest.Auth;
import io.ably.lib.types.AblyException;
import io.ably.lib.types.ClientOptions;
import io.ably.lib.types.ErrorInfo;
import io.ably.lib.types.Message;
import io.ably.lib.types.Param;
import io.ably.lib.util.Log;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real ably-java takes its tokens here and uses them at the broker. */
class AblyJavaTest {
  private static final int NO_CAPABILITY = 40160;
  private static TestBed bed;

  @BeforeAll
  static void start() {
    bed = TestBed.start(Map.of("AUTH_ALLOWED_ORIGINS", "https://chat.example.org"));
  }

  @AfterAll
  static void stop() {
    bed.close();
  }

  private static ClientOptions options(String authUrl, Param... headers) {
    ClientOptions options = new ClientOptions();
    options.authUrl = authUrl;
    options.authHeaders = headers;
    options.restHost = "127.0.0.1";
    options.realtimeHost = "127.0.0.1";
    options.port = bed.broker.port();
    options.tls = false;
    options.logLevel = Log.NONE;
    return options;
  }

  private static Param bearer(JsonNode session) {
    return new Param("Authorization", "Bearer " + session.get("session").asText());
  }

  /** While a token is being renewed there is none. */
  private static boolean hasAnotherToken(AblyRealtime ably, String token) {
    Auth.TokenDetails details = ably.auth.getTokenDetails();
    return details != null && !details.token.equals(token);
  }

  private static void awaitState(AblyRealtime ably, ConnectionState state) {
    await().atMost(TestBed.LIMIT).until(() -> ably.connection.state == state);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldConnectAndKeepConnectionAndClientIdOverARenewal(boolean binary) throws Exception {
    JsonNode session = bed.newSession();
    ClientOptions options = options(bed.http.base + "/auth?rooms=lobby", bearer(session));
    options.useBinaryProtocol = binary;
    try (AblyRealtime ably = new AblyRealtime(options)) {
      awaitState(ably, ConnectionState.connected);
      String connection = String.valueOf(ably.connection.id);
      String token = ably.auth.getTokenDetails().token;

      ably.auth.authorize(null, null);

      await().atMost(TestBed.LIMIT).until(() -> hasAnotherToken(ably, token));
      awaitState(ably, ConnectionState.connected);
      assertThat(ably.auth.clientId).isEqualTo(session.get("clientId").asText());
      assertThat(ably.connection.id).isEqualTo(connection);
    }
  }

  @Test
  void shouldStayTheSameGuestOverTwoTokensThatRanOut() throws Exception {
    JsonNode session = bed.newSession();
    ClientOptions options = options(bed.http.base + "/auth?rooms=lobby&ttl=1000", bearer(session));
    try (AblyRealtime ably = new AblyRealtime(options)) {
      awaitState(ably, ConnectionState.connected);
      for (int renewal = 0; renewal < 2; renewal++) {
        String token = ably.auth.getTokenDetails().token;
        await().atMost(TestBed.LIMIT).until(() -> hasAnotherToken(ably, token));
        awaitState(ably, ConnectionState.connected);
      }
      assertThat(ably.auth.clientId).isEqualTo(session.get("clientId").asText());
    }
  }

  /** Without this its connection would end at the first renewal, after half an hour (40102). */
  @Test
  void shouldBeRefusedAtTheFirstRequestWithoutASession() throws Exception {
    try (AblyRealtime plain = new AblyRealtime(options(bed.http.base + "/auth?rooms=lobby"))) {
      awaitState(plain, ConnectionState.failed);
      assertThat(plain.connection.reason.statusCode).isEqualTo(403);
    }
  }

  @Test
  void shouldPublishInboundOnlyAndReadOutboundOnly() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    JsonNode session = bed.newSession();
    try (AblyRealtime ably =
            new AblyRealtime(options(bed.http.base + "/auth?room=lobby", bearer(session)));
        AblyRest worker = worker()) {
      ably.channels.get("chat-out:lobby").subscribe(message -> seen.add("out " + message.data));
      ably.channels.get("chat-in:lobby").subscribe(message -> seen.add("in " + message.data));
      ably.channels
          .get("chat-user:" + session.get("clientId").asText())
          .subscribe(message -> seen.add("note " + message.data));
      Channel out = ably.channels.get("chat-out:lobby");
      await().atMost(TestBed.LIMIT).until(() -> out.state == ChannelState.attached);

      assertThat(publish(ably, "chat-in:lobby")).isZero();
      assertThat(publish(ably, "chat-out:lobby")).isEqualTo(NO_CAPABILITY);
      assertThat(publish(ably, "chat-in:random")).isEqualTo(NO_CAPABILITY);
      assertThat(publish(ably, "chat-user:" + session.get("clientId").asText()))
          .isEqualTo(NO_CAPABILITY);
      worker.channels.get("chat-out:lobby").publish("message", "moderated");
      worker.channels.get("chat-user:" + session.get("clientId").asText()).publish("n", "yours");

      await().atMost(TestBed.LIMIT).until(() -> seen.size() >= 2);
      assertThat(seen).containsExactlyInAnyOrder("out moderated", "note yours");
      Channel foreign = ably.channels.get("chat-user:guest-another");
      foreign.attach();
      await().atMost(TestBed.LIMIT).until(() -> foreign.state == ChannelState.failed);
      assertThat(foreign.reason.code).isEqualTo(NO_CAPABILITY);
    }
  }

  @Test
  void shouldBeRefusedByTheBrokerWhenUsedTwice() throws Exception {
    String request = bed.http.get("/auth?room=lobby").body();
    ClientOptions options = options(bed.http.base + "/auth");
    options.authUrl = null;
    options.authCallback = parameters -> Auth.TokenRequest.fromJson(request);
    try (AblyRealtime first = new AblyRealtime(options)) {
      awaitState(first, ConnectionState.connected);
      try (AblyRealtime second = new AblyRealtime(options)) {
        await().atMost(TestBed.LIMIT).until(() -> second.connection.reason != null);
        assertThat(second.connection.reason.code).isEqualTo(40105);
      }
    }
  }

  @Test
  void shouldGiveUpForGoodOnlyWhenItIsForbidden() throws Exception {
    Param evil = new Param("Origin", "https://evil.example");
    try (AblyRealtime banned = new AblyRealtime(options(bed.http.base + "/auth", evil))) {
      awaitState(banned, ConnectionState.failed);
      assertThat(banned.connection.reason.statusCode).isEqualTo(403);
    }
    Param stale = new Param("Authorization", "Bearer s2.stale");
    try (AblyRealtime stranger = new AblyRealtime(options(bed.http.base + "/auth", stale))) {
      awaitState(stranger, ConnectionState.disconnected);
      assertThat(stranger.connection.reason.statusCode).isEqualTo(401);
    }
  }

  @Test
  void shouldComeBackAfterItWasLimited() throws Exception {
    try (TestBed strict = TestBed.start(Map.of("AUTH_RATE_LIMIT", "1"))) {
      assertThat(strict.http.get("/auth").statusCode()).isEqualTo(200);
      try (AblyRealtime limited = new AblyRealtime(options(strict.http.base + "/auth"))) {
        awaitState(limited, ConnectionState.disconnected);
      }
      assertThat(strict.http.get("/auth").statusCode()).isEqualTo(429);
      assertThat(strict.http.get("/auth", "Ably-Agent", "ably-java/1.5.0").statusCode())
          .isEqualTo(503);
    }
  }

  /** A server that answers 429, to hold the reason for our 503 against the SDK in use. */
  @Test
  void shouldStillBeTrueThatAblyJavaGivesUpOnA429() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(429, -1);
          exchange.close();
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/auth";
    try (AblyRealtime ably = new AblyRealtime(options(url))) {
      awaitState(ably, ConnectionState.failed);
    } finally {
      server.stop(0);
    }
  }

  private static AblyRest worker() throws AblyException {
    ClientOptions options = new ClientOptions(bed.broker.key());
    options.restHost = "127.0.0.1";
    options.port = bed.broker.port();
    options.tls = false;
    options.logLevel = Log.NONE;
    options.useTokenAuth = true;
    return new AblyRest(options);
  }

  /** 0 when acknowledged, else the error code. */
  private static int publish(AblyRealtime ably, String channel) throws Exception {
    CompletableFuture<Integer> code = new CompletableFuture<>();
    ably.channels
        .get(channel)
        .publish(
            new Message("message", "raw"),
            new io.ably.lib.realtime.CompletionListener() {
              @Override
              public void onSuccess() {
                code.complete(0);
              }

              @Override
              public void onError(@Nullable ErrorInfo reason) {
                code.complete(reason == null ? -1 : reason.code);
              }
            });
    return code.get(20, TimeUnit.SECONDS);
  }
}
