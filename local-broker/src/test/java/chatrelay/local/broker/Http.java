package chatrelay.local.broker;

import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.WireFormat;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** REST without an SDK, to see exact headers and bodies. Immutable. */
final class Http {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final LocalBroker broker;
  private final List<String> headers;

  private Http(LocalBroker broker, List<String> headers) {
    this.broker = broker;
    this.headers = headers;
  }

  /** With the broker's first key. */
  static Http of(LocalBroker broker) {
    return anonymous(broker).basic(broker.key());
  }

  static Http anonymous(LocalBroker broker) {
    return new Http(broker, List.of());
  }

  Http basic(String key) {
    return header("Authorization", "Basic " + base64(key));
  }

  Http bearer(String token) {
    return header("Authorization", "Bearer " + base64(token));
  }

  Http header(String name, String value) {
    List<String> more = new java.util.ArrayList<>(headers);
    more.add(name);
    more.add(value);
    return new Http(broker, List.copyOf(more));
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  Answer get(String path) {
    return send("GET", path, null);
  }

  /** Posts JSON written with single quotes. */
  Answer post(String path, String json) {
    return header("Content-Type", "application/json")
        .send("POST", path, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  Answer send(String method, String path, byte @Nullable [] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://" + broker.host() + ":" + broker.port() + "/" + path))
            .timeout(Duration.ofSeconds(20))
            .method(
                method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if (!headers.isEmpty()) {
      request.headers(headers.toArray(String[]::new));
    }
    try {
      return new Answer(CLIENT.send(request.build(), BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** What came back. */
  record Answer(HttpResponse<byte[]> response) {
    int status() {
      return response.statusCode();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    List<String> headers(String name) {
      return response.headers().allValues(name);
    }

    Object tree() {
      WireFormat format = WireFormat.named(header("Content-Type"));
      return (format == null ? WireFormat.JSON : format).decode(response.body());
    }

    Fields object() {
      return Fields.of(tree());
    }

    List<Fields> list() {
      if (!(tree() instanceof List<?> items)) {
        throw new AssertionError("No array: " + text());
      }
      return items.stream().map(item -> Fields.of(item)).toList();
    }

    String text() {
      return new String(response.body(), StandardCharsets.UTF_8);
    }

    /** The error's code; 0 when there is none. */
    int code() {
      Fields error = object().fields("error");
      return error == null ? 0 : (int) error.number("code", 0);
    }
  }
}
