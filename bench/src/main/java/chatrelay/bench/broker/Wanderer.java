package chatrelay.bench.broker;

import chatrelay.local.broker.LocalBroker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A soak client that acts at random and reconnects after each disconnection, mostly by resuming. It
 * counts refusals and goes on. One thread runs it.
 */
final class Wanderer implements Runnable {
  private static final Pattern KEY = Pattern.compile("\"connectionKey\":\"([^\"]+)\"");
  private static final int CHANNELS = 20;
  private static final int STEPS_PER_SOCKET = 400;

  private final HttpClient http;
  private final LocalBroker broker;
  private final Random random;
  private final Counts counts;
  private volatile boolean running = true;
  private volatile String connectionKey = "";
  private long serial;

  /** What all clients did and met. */
  record Counts(
      AtomicLong sockets,
      AtomicLong refusedSockets,
      AtomicLong frames,
      AtomicLong received,
      AtomicLong errors,
      AtomicLong requests,
      AtomicLong failedRequests) {
    Counts() {
      this(
          new AtomicLong(),
          new AtomicLong(),
          new AtomicLong(),
          new AtomicLong(),
          new AtomicLong(),
          new AtomicLong(),
          new AtomicLong());
    }

    String describe() {
      return "sockets %,d (%,d refused), frames sent %,d, received %,d (%,d errors), requests %,d (%,d failed)"
          .formatted(
              sockets.get(),
              refusedSockets.get(),
              frames.get(),
              received.get(),
              errors.get(),
              requests.get(),
              failedRequests.get());
    }
  }

  Wanderer(HttpClient http, LocalBroker broker, long seed, Counts counts) {
    this.http = http;
    this.broker = broker;
    this.random = new Random(seed);
    this.counts = counts;
  }

  void stop() {
    running = false;
  }

  @Override
  public void run() {
    while (running) {
      Ears ears = new Ears();
      try {
        WebSocket socket =
            http.newWebSocketBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .buildAsync(address(), ears)
                .get(15, TimeUnit.SECONDS);
        counts.sockets.incrementAndGet();
        wander(socket, ears);
        socket.abort();
      } catch (ExecutionException | TimeoutException refused) {
        counts.refusedSockets.incrementAndGet();
        rest(200);
      } catch (InterruptedException stopping) {
        return;
      }
    }
  }

  private URI address() {
    String key = connectionKey;
    String resume = key.isEmpty() || random.nextInt(10) == 0 ? "" : "&resume=" + key;
    if (resume.isEmpty()) {
      serial = 0;
    }
    return URI.create(
        "ws://%s:%d/?v=4&clientId=c%d&key=%s%s"
            .formatted(broker.host(), broker.port(), random.nextInt(5), broker.key(), resume));
  }

  private void wander(WebSocket socket, Ears ears) throws InterruptedException {
    try {
      for (int step = 0; running && !ears.ended && step < STEPS_PER_SOCKET; step++) {
        if (random.nextInt(20) == 0) {
          request();
        } else {
          socket.sendText(frame(), true).get(15, TimeUnit.SECONDS);
          counts.frames.incrementAndGet();
        }
        rest(50);
      }
    } catch (ExecutionException | TimeoutException | CompletionException cutOff) {
      // The next socket.
    }
  }

  private String frame() {
    String channel = "\"channel\":\"room-" + random.nextInt(CHANNELS) + "\"";
    return switch (random.nextInt(12)) {
      case 0, 1 -> "{\"action\":10," + channel + "}";
      case 2 -> "{\"action\":12," + channel + "}";
      case 3 ->
          "{\"action\":14,%s,\"msgSerial\":%d,\"presence\":[{\"action\":%d}]}"
              .formatted(channel, serial++, 2 + random.nextInt(3));
      case 4 -> "{\"action\":0,\"id\":\"x\"}";
      case 5 -> "{\"action\":10," + channel + ",\"params\":{\"rewind\":\"5\"}}";
      default ->
          "{\"action\":15,%s,\"msgSerial\":%d,\"messages\":[{\"data\":\"%s\"}]}"
              .formatted(channel, serial++, "x".repeat(random.nextInt(500)));
    };
  }

  private void request() throws InterruptedException {
    String path = "/channels/room-" + random.nextInt(CHANNELS) + "/messages";
    String key =
        Base64.getEncoder()
            .encodeToString(broker.key().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + broker.host() + ":" + broker.port() + path))
            .timeout(Duration.ofSeconds(5))
            .header("Authorization", "Basic " + key);
    if (random.nextBoolean()) {
      request.POST(HttpRequest.BodyPublishers.ofString("{\"data\":\"rest\"}"));
    }
    try {
      counts.requests.incrementAndGet();
      if (http.send(request.build(), BodyHandlers.discarding()).statusCode() >= 400) {
        counts.failedRequests.incrementAndGet();
      }
    } catch (IOException cutOff) {
      counts.failedRequests.incrementAndGet();
    }
  }

  private void rest(int mostMillis) {
    java.util.concurrent.locks.LockSupport.parkNanos(
        TimeUnit.MILLISECONDS.toNanos(1 + random.nextInt(mostMillis * 2)));
  }

  /** Counts what comes in and keeps the newest connection key. */
  private final class Ears implements WebSocket.Listener {
    private final StringBuilder partial = new StringBuilder();
    private volatile boolean ended;

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        counts.received.incrementAndGet();
        String frame = partial.toString();
        partial.setLength(0);
        if (frame.startsWith("{\"action\":4,")) {
          Matcher key = KEY.matcher(frame);
          connectionKey = key.find() ? String.valueOf(key.group(1)) : "";
        } else if (frame.contains("\"error\":{")) {
          counts.errors.incrementAndGet();
        }
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      ended = true;
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      ended = true;
    }
  }
}
