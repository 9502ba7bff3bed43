package chatrelay.auth;

import com.google.gson.JsonObject;
import io.ably.lib.realtime.AblyRealtime;
import io.ably.lib.realtime.Channel;
import io.ably.lib.realtime.ChannelState;
import io.ably.lib.rest.AblyRest;
import io.ably.lib.types.AblyException;
import io.ably.lib.types.ClientOptions;
import io.ably.lib.types.Message;
import io.ably.lib.types.MessageExtras;
import io.ably.lib.util.Log;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/**
 * Does with messages what the worker does, over the real SDK and without its care: removes control
 * characters, masks {@code potato}, rejects {@code forbidden}, stores, republishes, tells the
 * author.
 */
final class FakeRelay implements AutoCloseable {
  private final TestBed bed;
  private final AblyRealtime realtime;
  private final AblyRest rest;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final Map<String, AtomicLong> sequences = new ConcurrentHashMap<>();

  FakeRelay(TestBed bed, String... rooms) throws AblyException {
    this.bed = bed;
    this.realtime = new AblyRealtime(options());
    ClientOptions onBehalf = options();
    onBehalf.useTokenAuth = false;
    this.rest = new AblyRest(onBehalf);
    for (String room : rooms) {
      Channel channel = realtime.channels.get("chat-in:" + room);
      channel.subscribe(message -> thread.execute(() -> relay(room, message)));
      Awaitility.await().atMost(TestBed.LIMIT).until(() -> channel.state == ChannelState.attached);
    }
  }

  private ClientOptions options() throws AblyException {
    ClientOptions options = new ClientOptions(bed.broker.key());
    options.restHost = "127.0.0.1";
    options.realtimeHost = "127.0.0.1";
    options.port = bed.broker.port();
    options.tls = false;
    options.logLevel = Log.NONE;
    return options;
  }

  private void relay(String room, Message inbound) {
    String text = String.valueOf(inbound.data).replaceAll("[\\p{Cntrl}&&[^\n\t]]", "");
    boolean rejected = text.contains("forbidden");
    String masked = text.replace("potato", "******");
    String verdict = rejected ? "rejected" : masked.equals(text) ? "accepted" : "masked";
    try {
      tell(room, inbound, verdict);
      if (!rejected) {
        long seq = sequences.computeIfAbsent(room, name -> new AtomicLong()).incrementAndGet();
        bed.rows.add(room, seq, masked, "published", null);
        publish(room, seq, String.valueOf(inbound.clientId), masked, verdict);
      }
    } catch (AblyException failure) {
      throw new AssertionError(failure);
    }
  }

  /** Publishes as the worker does; for messages that have a row already. */
  void publish(String room, long seq, String clientId, String text, String verdict)
      throws AblyException {
    JsonObject headers = new JsonObject();
    headers.addProperty("room", room);
    headers.addProperty("seq", seq);
    headers.addProperty("id", String.valueOf(seq));
    headers.addProperty("verdict", verdict);
    headers.addProperty("v", 1);
    JsonObject extras = new JsonObject();
    extras.add("headers", headers);
    Message message = new Message("message", text, clientId);
    message.extras = new MessageExtras(extras);
    rest.channels.get("chat-out:" + room).publish(new Message[] {message});
  }

  /** The next message of {@code room} gets the seq after this one. */
  void continueAfter(String room, long seq) {
    sequences.put(room, new AtomicLong(seq));
  }

  private void tell(String room, Message inbound, String verdict) throws AblyException {
    JsonObject note = new JsonObject();
    note.addProperty("id", inbound.id);
    note.addProperty("room", room);
    note.addProperty("verdict", verdict);
    if (verdict.equals("rejected")) {
      note.addProperty("reason", "blocked");
    }
    rest.channels.get("chat-user:" + inbound.clientId).publish(verdict, note);
  }

  @Override
  public void close() throws Exception {
    realtime.close();
    rest.close();
    thread.shutdownNow();
  }
}
