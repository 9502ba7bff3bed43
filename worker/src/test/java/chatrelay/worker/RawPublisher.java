package chatrelay.worker;

import chatrelay.local.broker.LocalBroker;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** Publishes what no SDK would: message bodies written by hand, over plain HTTP. */
final class RawPublisher implements AutoCloseable {
  private final LocalBroker broker;
  private final HttpClient http = HttpClient.newHttpClient();

  RawPublisher(LocalBroker broker) {
    this.broker = broker;
  }

  /** Posts {@code body}, one message or an array of them; the broker must take it. */
  void publish(String channel, String body) {
    String name = URLEncoder.encode(channel, StandardCharsets.UTF_8);
    String credentials =
        Base64.getEncoder().encodeToString(broker.key().getBytes(StandardCharsets.UTF_8));
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://"
                        + broker.host()
                        + ":"
                        + broker.port()
                        + "/channels/"
                        + name
                        + "/messages"))
            .timeout(Duration.ofSeconds(10))
            .header("Authorization", "Basic " + credentials)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 201) {
        throw new AssertionError("broker answered " + response.statusCode() + response.body());
      }
    } catch (IOException failure) {
      throw new AssertionError("broker did not answer", failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
