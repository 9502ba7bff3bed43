package chatrelay.worker.outbound;

import chatrelay.moderation.Verdict;
import chatrelay.runtime.NamedThreads;
import chatrelay.worker.broker.RestClient;
import chatrelay.worker.inbound.InboundMessage;
import chatrelay.worker.moderate.ModeratedMessage;
import chatrelay.worker.store.HeldMessages;
import com.google.gson.JsonObject;
import io.ably.lib.types.AblyException;
import io.ably.lib.types.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends authors private notes about the fate of their messages.
 *
 * <p>Best effort: the queue is bounded and a note that does not fit is dropped, those about good
 * messages first. Waiting notes of all authors share one request: one request per author cost a
 * tenth of the JVM's processor time. Only for client ids that are safe inside a channel name. One
 * thread, {@code feedback}.
 */
public final class Feedback implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Feedback.class);
  private static final int MOST = 1_000;

  /** Notes about published messages wait only while the queue is shorter than this. */
  private static final int MOST_GOOD = 100;

  /** Far below the broker's limit for one publish. */
  private static final int MOST_TOGETHER = 50;

  private static final Duration IDLE = Duration.ofMillis(100);

  /** At most notes to 250 authors a second, so that they don't compete with the messages. */
  private static final Duration BETWEEN = Duration.ofMillis(4);

  /** The least pause after a request; a note after a longer one is sent at once. */
  private static final Duration GATHERING = Duration.ofMillis(50);

  private static final Pattern SAFE_CLIENT = Pattern.compile("[A-Za-z0-9._~@+=-]{1,128}");

  private final Wire wire;
  private final UnaryOperator<String> channelOf;
  private final BlockingQueue<Note> queue = new ArrayBlockingQueue<>(MOST);
  private final LongAdder dropped = new LongAdder();
  private final Thread thread;

  private record Note(String clientId, String name, JsonObject data) {}

  /** {@code channelOf} names the private channel of a client id. */
  public Feedback(RestClient rest, UnaryOperator<String> channelOf) {
    this.wire = new Wire(rest);
    this.channelOf = channelOf;
    this.thread = new NamedThreads("feedback").newThread(this::run);
  }

  /** Starts the thread; notes before that wait. */
  public void start() {
    thread.start();
  }

  /** A message was stored; never blocks. */
  public void tell(ModeratedMessage message) {
    InboundMessage inbound = message.inbound();
    String clientId = inbound.clientId();
    if (clientId == null || !SAFE_CLIENT.matcher(clientId).matches()) {
      return;
    }
    boolean bad = message.verdict() == Verdict.REJECTED || message.verdict() == Verdict.HELD;
    if ((!bad && queue.size() >= MOST_GOOD) || !queue.offer(note(message, clientId))) {
      dropped.increment();
    }
  }

  /**
   * A moderator decided about a held message; never blocks.
   *
   * @return false when there is no place for the note now
   */
  public boolean tell(HeldMessages.Untold decision) {
    if (!SAFE_CLIENT.matcher(decision.clientId()).matches()) {
      return true; // anonymous: no channel for a note
    }
    JsonObject data = new JsonObject();
    data.addProperty("id", decision.inboundId());
    data.addProperty("room", decision.room());
    data.addProperty("verdict", decision.verdict());
    data.addProperty("reason", decision.reason());
    return queue.offer(new Note(decision.clientId(), decision.verdict(), data));
  }

  /** Notes dropped so far. */
  public long dropped() {
    return dropped.sum();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private static Note note(ModeratedMessage message, String clientId) {
    String verdict = message.verdict().name().toLowerCase(Locale.ROOT);
    JsonObject data = new JsonObject();
    data.addProperty("id", message.inbound().id());
    data.addProperty("room", message.inbound().room().name());
    data.addProperty("verdict", verdict);
    if (message.reason() != null) {
      data.addProperty("reason", message.reason());
    }
    return new Note(clientId, verdict, data);
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Note first = queue.poll(IDLE.toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
          sendWith(first);
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends the waiting notes and pauses in proportion to their number. */
  private void sendWith(Note first) {
    List<Note> notes = new ArrayList<>();
    notes.add(first);
    queue.drainTo(notes, MOST_TOGETHER - 1);
    Map<String, List<Note>> byAuthor = new LinkedHashMap<>();
    notes.forEach(
        note -> byAuthor.computeIfAbsent(note.clientId(), author -> new ArrayList<>()).add(note));
    send(byAuthor);
    Duration pause = BETWEEN.multipliedBy(byAuthor.size());
    LockSupport.parkNanos(Math.max(pause.toNanos(), GATHERING.toNanos()));
  }

  private void send(Map<String, List<Note>> byAuthor) {
    Map<String, Message[]> notes = new LinkedHashMap<>();
    byAuthor.forEach((author, all) -> notes.put(channelOf.apply(author), messages(all)));
    try {
      dropped.add(wire.notes(notes));
    } catch (AblyException | RuntimeException failure) {
      byAuthor.values().forEach(all -> dropped.add(all.size()));
      log.debug("feedback was not delivered: {}", failure.getClass().getSimpleName());
    }
  }

  private static Message[] messages(List<Note> notes) {
    return notes.stream()
        .map(note -> new Message(note.name(), note.data()))
        .toArray(Message[]::new);
  }
}
