package chatrelay.local.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ably.lib.realtime.AblyRealtime;
import io.ably.lib.realtime.Channel;
import io.ably.lib.realtime.ChannelState;
import io.ably.lib.realtime.CompletionListener;
import io.ably.lib.realtime.ConnectionState;
import io.ably.lib.rest.AblyRest;
import io.ably.lib.types.AblyException;
import io.ably.lib.types.ClientOptions;
import io.ably.lib.types.ErrorInfo;
import io.ably.lib.types.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Unmodified ably-java clients pointed at one broker; closes them all. */
final class SdkClients implements AutoCloseable {
  private final LocalBroker broker;
  private final boolean binary;
  private final List<AblyRealtime> opened = new CopyOnWriteArrayList<>();

  SdkClients(LocalBroker broker, boolean binary) {
    this.broker = broker;
    this.binary = binary;
  }

  /** Options with the broker's first key. */
  ClientOptions options() {
    try {
      ClientOptions options = new ClientOptions(broker.key());
      point(options);
      return options;
    } catch (AblyException e) {
      throw new AssertionError(e);
    }
  }

  /** Options without any credential. */
  ClientOptions bareOptions() {
    ClientOptions options = new ClientOptions();
    point(options);
    return options;
  }

  private void point(ClientOptions options) {
    options.restHost = broker.host();
    options.realtimeHost = broker.host();
    options.port = broker.port();
    options.tls = false;
    options.useBinaryProtocol = binary;
    options.logLevel = 99;
  }

  AblyRealtime realtime(Consumer<ClientOptions> refine) throws AblyException {
    ClientOptions options = options();
    refine.accept(options);
    AblyRealtime client = new AblyRealtime(options);
    opened.add(client);
    return client;
  }

  /** A connected client. */
  AblyRealtime connected() throws AblyException {
    return connected(options -> {});
  }

  AblyRealtime connected(Consumer<ClientOptions> refine) throws AblyException {
    AblyRealtime client = realtime(refine);
    awaitState(client, ConnectionState.connected);
    return client;
  }

  AblyRest rest() throws AblyException {
    return new AblyRest(options());
  }

  static void awaitState(AblyRealtime client, ConnectionState state) {
    await().atMost(Duration.ofSeconds(20)).until(() -> client.connection.state == state);
  }

  static void awaitState(Channel channel, ChannelState state) {
    await().atMost(Duration.ofSeconds(20)).until(() -> channel.state == state);
  }

  static Channel attached(AblyRealtime client, String name) throws AblyException {
    Channel channel = client.channels.get(name);
    channel.attach();
    awaitState(channel, ChannelState.attached);
    return channel;
  }

  /** Collects what a channel receives, in order. */
  static List<Message> collect(Channel channel) throws AblyException {
    List<Message> received = new CopyOnWriteArrayList<>();
    channel.subscribe(received::add);
    awaitState(channel, ChannelState.attached);
    return received;
  }

  /** A listener whose outcome can be awaited: null for success. */
  static final class Outcome implements CompletionListener {
    private final CompletableFuture<List<ErrorInfo>> result = new CompletableFuture<>();

    @Override
    public void onSuccess() {
      result.complete(List.of());
    }

    @Override
    public void onError(@Nullable ErrorInfo reason) {
      result.complete(List.of(reason == null ? new ErrorInfo("none", 0) : reason));
    }

    void succeeded() {
      assertThat(get()).isEmpty();
    }

    ErrorInfo failed() {
      List<ErrorInfo> errors = get();
      assertThat(errors).hasSize(1);
      return errors.getFirst();
    }

    private List<ErrorInfo> get() {
      try {
        return new ArrayList<>(result.get(20, TimeUnit.SECONDS));
      } catch (Exception e) {
        throw new AssertionError("No outcome", e);
      }
    }
  }

  static void publish(Channel channel, Message... messages) throws AblyException {
    Outcome outcome = new Outcome();
    channel.publish(messages, outcome);
    outcome.succeeded();
  }

  @Override
  public void close() {
    opened.forEach(AblyRealtime::close);
  }
}
