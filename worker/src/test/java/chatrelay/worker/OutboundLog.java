package chatrelay.worker;

import chatrelay.local.broker.LocalBroker;
import com.google.gson.JsonObject;
import io.ably.lib.realtime.AblyRealtime;
import io.ably.lib.realtime.Channel;
import io.ably.lib.realtime.ChannelState;
import io.ably.lib.types.AblyException;
import io.ably.lib.types.ClientOptions;
import io.ably.lib.types.Message;
import io.ably.lib.util.Log;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real SDK subscriber of outbound channels that writes down everything it gets. */
final class OutboundLog implements AutoCloseable {
  private final AblyRealtime realtime;
  private final Map<String, List<Message>> received = new ConcurrentHashMap<>();

  OutboundLog(LocalBroker broker, List<String> rooms) {
    try {
      ClientOptions options = new ClientOptions(broker.key());
      options.restHost = broker.host();
      options.realtimeHost = broker.host();
      options.port = broker.port();
      options.tls = false;
      options.logLevel = Log.NONE;
      realtime = new AblyRealtime(options);
      for (String room : rooms) {
        List<Message> log = new CopyOnWriteArrayList<>();
        received.put(room, log);
        realtime.channels.get("chat-out:" + room).subscribe(log::add);
      }
    } catch (AblyException refused) {
      throw new IllegalStateException(refused);
    }
    TestStack.soon()
        .until(() ->
            rooms.stream()
                .map(room -> realtime.channels.get("chat-out:" + room))
                .map((Channel channel) -> channel.state)
                .allMatch(ChannelState.attached::equals));
  }

  List<Message> messages(String room) {
    return Objects.requireNonNull(received.get(room));
  }

  List<Object> texts(String room) {
    return messages(room).stream().map(message -> message.data).toList();
  }

  List<Long> seqs(String room) {
    return messages(room).stream().map(message -> headers(message).get("seq").getAsLong()).toList();
  }

  /** When the broker took what arrived last, by its clock; long ago when nothing did. */
  Instant newest() {
    return received.values().stream()
        .filter(log -> !log.isEmpty())
        .map(log -> Instant.ofEpochMilli(log.getLast().timestamp))
        .max(Instant::compareTo)
        .orElse(Instant.EPOCH);
  }

  static JsonObject headers(Message message) {
    return message.extras.asJsonObject().getAsJsonObject("headers");
  }

  @Override
  public void close() {
    realtime.close();
  }
}
