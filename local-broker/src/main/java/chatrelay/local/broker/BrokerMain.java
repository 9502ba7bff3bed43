package chatrelay.local.broker;

import chatrelay.local.broker.auth.ApiKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Runs a broker as a separate process until SIGTERM or SIGINT. Exit codes: 0 stopped, 64 usage, 69
 * port in use.
 */
public final class BrokerMain {
  private static final String USAGE =
      """
      Usage: run broker [--port 8080] [--key app.key:secret]... [--data DIR] [--limits local|hosted]
                        [--persist NAMESPACE]... [--mutable NAMESPACE]... [--delay MS] [--refuse-keys]
                        [--help]

        --port     port on 127.0.0.1 (default 8080, 0 = any free port)
        --key      an API key with all capabilities; may be repeated (default %s)
        --data     folder that keeps persisted channels, revocations and serials across restarts
        --limits   'hosted' enforces the rates and counts of a hosted account (default local)
        --persist  channels named NAMESPACE or NAMESPACE:... keep their messages; may be repeated
        --mutable  messages of such channels may be updated, appended to and deleted; may be repeated
        --delay    ms added to each frame sent, as a network would; apps of POST /apps have 20 at least
        --refuse-keys  lets only tokens in (40103 for a key), as Ably does without TLS
      """
          .formatted(BrokerOptions.DEFAULT_KEY);

  private BrokerMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    if (List.of(arguments).contains("--help")) {
      System.out.print(USAGE);
      return;
    }
    LocalBroker broker;
    try {
      broker = LocalBroker.start(read(arguments));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.print(USAGE);
      System.exit(64);
      return;
    } catch (IllegalStateException e) {
      System.err.println(e.getMessage());
      System.exit(69);
      return;
    }
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  broker.close();
                  stopped.countDown();
                },
                "local-broker-stop"));
    System.out.println("http://" + broker.host() + ":" + broker.port() + " key " + broker.key());
    stopped.await();
  }

  static BrokerOptions read(String[] arguments) {
    BrokerOptions options = BrokerOptions.defaults().withPort(8080);
    List<ApiKey> keys = new ArrayList<>();
    Iterator<String> left = List.of(arguments).iterator();
    while (left.hasNext()) {
      String name = left.next();
      if (name.equals("--refuse-keys")) {
        options = options.withRefusedKeys();
        continue;
      }
      if (!left.hasNext()) {
        throw new IllegalArgumentException("Option " + name + " is unknown or lacks its value");
      }
      String value = left.next();
      switch (name) {
        case "--port" -> options = options.withPort(number(name, value));
        case "--delay" ->
            options = options.withOutboundDelay(Duration.ofMillis(number(name, value)));
        case "--key" -> keys.add(ApiKey.parse(value));
        case "--data" -> options = options.withDataFolder(Path.of(value));
        case "--persist" -> options = options.withPersisted(value);
        case "--mutable" -> options = options.withMutable(value);
        case "--limits" -> options = limits(options, value);
        default -> throw new IllegalArgumentException("Unknown option " + name);
      }
    }
    return keys.isEmpty() ? options : options.withKeys(keys.toArray(ApiKey[]::new));
  }

  private static int number(String name, String value) {
    try {
      return Integer.parseUnsignedInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " must be a number, not '" + value + "'", e);
    }
  }

  private static BrokerOptions limits(BrokerOptions options, String value) {
    return switch (value) {
      case "hosted" -> options.withHostedLimits();
      case "local" -> options;
      default ->
          throw new IllegalArgumentException("Limits are 'local' or 'hosted', not '" + value + "'");
    };
  }
}
