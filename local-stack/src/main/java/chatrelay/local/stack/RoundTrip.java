package chatrelay.local.stack;

import chatrelay.schema.settings.AblySettings;
import com.google.gson.JsonParser;
import io.ably.lib.realtime.AblyRealtime;
import io.ably.lib.realtime.Channel;
import io.ably.lib.realtime.CompletionListener;
import io.ably.lib.types.AblyException;
import io.ably.lib.types.ClientOptions;
import io.ably.lib.types.ErrorInfo;
import io.ably.lib.types.Message;
import io.ably.lib.types.Param;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One message through the whole path, as a browser would send it: token from the auth-service,
 * publish on the inbound channel, receive on the outbound one, with the real SDK.
 */
public final class RoundTrip {
  private static final String SENT = "check: potato";
  private static final String EXPECTED = "check: ******";

  private static final Duration SESSION_LIMIT = Duration.ofSeconds(10);

  private RoundTrip() {}

  /** The received text and the time from publish to receipt. */
  public record Outcome(String sent, String received, Duration elapsed) {}

  /**
   * Sends and awaits one message in {@code room}.
   *
   * @throws IllegalStateException naming the step that failed or took longer than {@code limit}
   */
  public static Outcome once(
      String authUrl, AblySettings broker, String inbound, String outbound, Duration limit) {
    AblyRealtime client = connect(authUrl, broker);
    try {
      Channel readers = client.channels.get(outbound);
      CompletableFuture<String> received = new CompletableFuture<>();
      String id = UUID.randomUUID().toString();
      CompletableFuture<Void> attached = new CompletableFuture<>();
      readers.subscribe(message -> received.complete(String.valueOf(message.data)));
      readers.attach(completing(attached));
      await(attached, "attaching " + outbound, limit);

      long start = System.nanoTime();
      CompletableFuture<Void> published = new CompletableFuture<>();
      client.channels.get(inbound).publish(message(id), completing(published));
      await(published, "publishing to " + inbound, limit);
      String text = await(received, "receiving on " + outbound, limit);
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      if (!text.equals(EXPECTED)) {
        throw new IllegalStateException("sent \"" + SENT + "\" but received \"" + text + '"');
      }
      return new Outcome(SENT, text, elapsed);
    } catch (AblyException refused) {
      throw new IllegalStateException("the broker refused: " + refused.errorInfo, refused);
    } finally {
      client.close();
    }
  }

  private static Message message(String id) {
    Message message = new Message("message", SENT);
    message.id = id;
    return message;
  }

  private static AblyRealtime connect(String authUrl, AblySettings broker) {
    try {
      ClientOptions options = new ClientOptions();
      options.authUrl = authUrl;
      options.authHeaders = new Param[] {new Param("Authorization", "Bearer " + session(authUrl))};
      options.logLevel = io.ably.lib.util.Log.NONE;
      if (broker.endpoint() != null) {
        options.restHost = broker.endpoint();
        options.realtimeHost = broker.endpoint();
        options.port = broker.port();
        options.tlsPort = broker.port();
        options.tls = broker.tls();
      }
      return new AblyRealtime(options);
    } catch (AblyException wrongOptions) {
      throw new IllegalStateException(wrongOptions);
    }
  }

  /** Begins a session, because ably-java keeps no cookies. */
  private static String session(String authUrl) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(authUrl).resolve("/session"))
            .timeout(SESSION_LIMIT)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(SESSION_LIMIT).build()) {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException("POST /session returned " + answer.statusCode());
      }
      return JsonParser.parseString(answer.body()).getAsJsonObject().get("session").getAsString();
    } catch (IOException unreachable) {
      throw new IllegalStateException("POST /session failed: " + unreachable, unreachable);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("POST /session was interrupted", interrupted);
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
        future.completeExceptionally(new IllegalStateException(String.valueOf(reason)));
      }
    };
  }

  private static <T> T await(CompletableFuture<T> step, String what, Duration limit) {
    try {
      return step.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException tooSlow) {
      throw new IllegalStateException(what + " took longer than " + limit, tooSlow);
    } catch (ExecutionException failure) {
      throw new IllegalStateException(what + " failed: " + failure.getCause(), failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(what + " was interrupted", interrupted);
    }
  }
}
