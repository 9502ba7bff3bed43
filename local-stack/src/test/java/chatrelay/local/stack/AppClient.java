package chatrelay.local.stack;

import chatrelay.schema.settings.AblySettings;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ably.lib.realtime.AblyRealtime;
import io.ably.lib.realtime.Channel;
import io.ably.lib.realtime.ChannelState;
import io.ably.lib.realtime.CompletionListener;
import io.ably.lib.types.AblyException;
import io.ably.lib.types.ClientOptions;
import io.ably.lib.types.ErrorInfo;
import io.ably.lib.types.Message;
import io.ably.lib.types.Param;
import io.ably.lib.util.Log;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A person in a room, as an app has it: a session, tokens from the auth-service, the real SDK. */
final class AppClient implements AutoCloseable {
  private static final long LIMIT_SECONDS = 30;

  final AblyRealtime ably;
  final String clientId;
  private final List<Received> received = new CopyOnWriteArrayList<>();

  /** One message as a reader sees it. */
  record Received(
      String room, long seq, @Nullable String clientId, String text, JsonObject headers) {}

  private AppClient(AblyRealtime ably, String clientId) {
    this.ably = ably;
    this.clientId = clientId;
  }

  static AppClient join(LocalStack stack, boolean binary, String... rooms) {
    return join(stack.url(), stack.broker(), binary, rooms);
  }

  static AppClient join(String url, AblySettings broker, boolean binary, String... rooms) {
    JsonObject session = newSession(url);
    try {
      ClientOptions options = new ClientOptions();
      options.authUrl = url + "/auth?rooms=" + String.join(",", rooms);
      options.authHeaders =
          new Param[] {
            new Param("Authorization", "Bearer " + session.get("session").getAsString())
          };
      options.useBinaryProtocol = binary;
      options.logLevel = Log.NONE;
      options.restHost = broker.endpoint();
      options.realtimeHost = broker.endpoint();
      options.port = broker.port();
      options.tls = broker.tls();
      return new AppClient(new AblyRealtime(options), session.get("clientId").getAsString());
    } catch (AblyException wrongOptions) {
      throw new AssertionError(wrongOptions);
    }
  }

  private static JsonObject newSession(String url) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url + "/session"))
              .timeout(Duration.ofSeconds(LIMIT_SECONDS))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString("{}"))
              .build();
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new AssertionError("POST /session: " + answer.statusCode() + " " + answer.body());
      }
      return JsonParser.parseString(answer.body()).getAsJsonObject();
    } catch (IOException failure) {
      throw new AssertionError(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }

  /** Attaches the outbound channel of {@code room} and keeps what arrives. */
  AppClient read(String room) {
    Channel channel = ably.channels.get("chat-out:" + room);
    try {
      channel.subscribe(message -> received.add(received(room, message)));
    } catch (AblyException refused) {
      throw new AssertionError(refused);
    }
    CompletableFuture<Void> attached = new CompletableFuture<>();
    if (channel.state != ChannelState.attached) {
      try {
        channel.attach(completing(attached));
      } catch (AblyException refused) {
        throw new AssertionError(refused);
      }
      await(attached);
    }
    return this;
  }

  private static Received received(String room, Message message) {
    JsonObject headers = message.extras.asJsonObject().getAsJsonObject("headers");
    String text =
        message.data instanceof JsonElement json
            ? json.getAsJsonObject().get("text").getAsString()
            : String.valueOf(message.data);
    return new Received(room, headers.get("seq").getAsLong(), message.clientId, text, headers);
  }

  List<Received> received() {
    return received;
  }

  List<Received> received(String room) {
    return received.stream().filter(message -> message.room().equals(room)).toList();
  }

  /** Publishes without waiting; the future ends with the broker's acknowledgement. */
  CompletableFuture<Void> send(String room, String id, Object data) {
    CompletableFuture<Void> acknowledged = new CompletableFuture<>();
    Message message = new Message("message", data);
    message.id = id;
    try {
      ably.channels.get("chat-in:" + room).publish(message, completing(acknowledged));
    } catch (AblyException refused) {
      acknowledged.completeExceptionally(refused);
    }
    return acknowledged;
  }

  static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failure) {
      throw new AssertionError(failure.getCause());
    } catch (TimeoutException tooSlow) {
      throw new AssertionError(tooSlow);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }

  private static CompletionListener completing(CompletableFuture<Void> future) {
    return new CompletionListener() {
      @Override
      public void onSuccess() {
        future.complete(null);
      }

      @Override
      public void onError(@Nullable ErrorInfo reason) {
        future.completeExceptionally(
            reason == null
                ? new IllegalStateException("closed")
                : AblyException.fromErrorInfo(reason));
      }
    };
  }

  @Override
  public void close() {
    ably.close();
  }
}
