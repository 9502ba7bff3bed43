package chatrelay.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The worker's own figures at one moment, read from its {@code /metrics}. */
record WorkerFigures(Map<String, Double> values) {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  static WorkerFigures read(int adminPort) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + "/metrics"))
              .timeout(LIMIT)
              .build();
      return parse(http.send(request, BodyHandlers.ofString()).body());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private static WorkerFigures parse(String exposition) {
    Map<String, Double> values = new HashMap<>();
    exposition
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(line -> {
          int space = line.lastIndexOf(' ');
          values.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
        });
    return new WorkerFigures(values);
  }

  /** Where the lanes spent their time since {@code before}, as text. */
  String since(WorkerFigures before) {
    double received = grown(before, "chat_messages_received_total", "");
    double batches = stage(before, "count", "store");
    double storing = stage(before, "sum", "store");
    double moderating = stage(before, "sum", "moderate");
    return """
    worker          %,.0f messages in %,.0f transactions, %.1f a transaction
      moderation    %.1f µs a message
      transaction   %.2f ms, %.0f µs a message
    """
        .formatted(
            received,
            batches,
            received / batches,
            moderating / received * 1e6,
            storing / batches * 1e3,
            storing / received * 1e6);
  }

  private double stage(WorkerFigures before, String kind, String stage) {
    return grown(before, "chat_stage_duration_seconds_" + kind, "stage=\"" + stage + "\"");
  }

  private double grown(WorkerFigures before, String name, String label) {
    return total(name, label) - before.total(name, label);
  }

  private double total(String name, String label) {
    return values.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(name) && entry.getKey().contains(label))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }
}
