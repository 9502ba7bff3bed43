package chatrelay.worker;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Watches the memory of a worker process from outside: its metrics, and what the kernel says. */
final class HeapLog {
  private static final String USED = "jvm_memory_used_bytes{area=\"heap\"";
  private static final Duration EVERY = Duration.ofMillis(250);

  private final HttpRequest metrics;
  private final Path status;
  private final HttpClient http = HttpClient.newHttpClient();
  private long most;

  /** {@code port} is the worker's admin port. */
  HeapLog(int port, long pid) {
    this.metrics =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
            .timeout(Duration.ofSeconds(5))
            .build();
    this.status = Path.of("/proc", Long.toString(pid), "status");
  }

  /** Looks again and again for so long; what it saw, in words. */
  String during(Duration time) throws IOException, InterruptedException {
    long least = Long.MAX_VALUE;
    long highest = 0;
    for (long end = System.nanoTime() + time.toNanos(); System.nanoTime() - end < 0; ) {
      long used = used();
      least = Math.min(least, used);
      highest = Math.max(highest, used);
      LockSupport.parkNanos(EVERY.toNanos());
    }
    most = Math.max(most, highest);
    return "heap %d to %d MiB, resident %d MiB"
        .formatted(least >> 20, highest >> 20, residentKib() >> 10);
  }

  /** The most heap ever seen in use, in MiB. */
  long most() {
    return most >> 20;
  }

  private long used() throws IOException, InterruptedException {
    String text = http.send(metrics, HttpResponse.BodyHandlers.ofString()).body();
    return text.lines()
        .filter(line -> line.startsWith(USED))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private long residentKib() throws IOException {
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .sum();
  }
}
