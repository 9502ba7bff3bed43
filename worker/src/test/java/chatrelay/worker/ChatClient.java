package chatrelay.worker;

import chatrelay.local.broker.LocalBroker;
import io.ably.lib.realtime.AblyRealtime;
import io.ably.lib.realtime.CompletionListener;
import io.ably.lib.realtime.ConnectionState;
import io.ably.lib.rest.AblyRest;
import io.ably.lib.types.AblyException;
import io.ably.lib.types.ClientOptions;
import io.ably.lib.types.ErrorInfo;
import io.ably.lib.types.Message;
import io.ably.lib.util.Log;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A real SDK client that publishes to inbound channels and remembers what the broker took. */
final class ChatClient implements AutoCloseable {
  private final AblyRealtime realtime;
  private final AblyRest rest;
  private final String clientId;
  private final AtomicInteger number = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private final Map<String, List<String>> acknowledged = new ConcurrentHashMap<>();

  ChatClient(LocalBroker broker, String clientId) {
    this.clientId = clientId;
    try {
      this.realtime = new AblyRealtime(options(broker));
      this.rest = new AblyRest(options(broker));
    } catch (AblyException refused) {
      throw new IllegalStateException(refused);
    }
    // What is published while the SDK flushes what it queued before may overtake that.
    TestStack.soon().until(() -> realtime.connection.state == ConnectionState.connected);
  }

  private static ClientOptions options(LocalBroker broker) throws AblyException {
    ClientOptions options = new ClientOptions(broker.key());
    options.restHost = broker.host();
    options.realtimeHost = broker.host();
    options.port = broker.port();
    options.tls = false;
    options.logLevel = Log.NONE;
    return options;
  }

  /** Publishes without waiting; the id counts from 1 for this client. */
  void send(String room, String text) {
    Message message = new Message("message", text, clientId);
    message.id = clientId + "-" + number.incrementAndGet();
    open.incrementAndGet();
    try {
      realtime
          .channels
          .get("chat-in:" + room)
          .publish(
              message,
              new CompletionListener() {
                @Override
                public void onSuccess() {
                  acknowledged
                      .computeIfAbsent(room, added -> new CopyOnWriteArrayList<>())
                      .add(message.id);
                  open.decrementAndGet();
                }

                @Override
                public void onError(@Nullable ErrorInfo reason) {
                  open.decrementAndGet();
                }
              });
    } catch (AblyException refused) {
      throw new IllegalStateException(refused);
    }
  }

  /** Publishes over REST and waits for the broker. */
  void publish(String room, Message message) {
    try {
      rest.channels.get("chat-in:" + room).publish(new Message[] {message});
    } catch (AblyException refused) {
      throw new IllegalStateException(refused);
    }
  }

  AblyRest rest() {
    return rest;
  }

  /** Ids that the broker took, in the order in which they were sent. */
  List<String> acknowledged(String room) {
    return acknowledged.getOrDefault(room, List.of());
  }

  void awaitAcknowledgements() {
    TestStack.soon().until(() -> open.get() == 0);
  }

  @Override
  public void close() throws Exception {
    realtime.close();
    rest.close();
  }
}
