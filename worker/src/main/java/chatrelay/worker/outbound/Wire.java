package chatrelay.worker.outbound;

import chatrelay.worker.broker.ChannelHistory;
import chatrelay.worker.broker.ReceivedMessage;
import chatrelay.worker.broker.RestClient;
import chatrelay.worker.store.OutboxGroup;
import io.ably.lib.types.AblyException;
import io.ably.lib.types.Message;
import io.ably.lib.types.PublishResponse;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Publishes over REST: a request is confirmed or it fails, on the caller's thread.
 *
 * <p>Publishing over the realtime connection would silently lose messages and reorder them after a
 * resume (ably-java 1.5.0). Blocks for at most the client's request timeout; safe for any thread.
 */
final class Wire {
  private static final int PAGE = 200;
  private static final int MOST_PAGES = 20;
  private static final Message[] NONE = {};

  private final RestClient rest;

  Wire(RestClient rest) {
    this.rest = rest;
  }

  /**
   * Publishes the group as one array, which the broker accepts or refuses as a whole. The
   * parameter's type admits only stored messages.
   *
   * @throws AblyException when it was refused, or when the outcome is unknown
   */
  void publish(OutboxGroup group) throws AblyException {
    rest.get().channels.get(group.room().outbound()).publish(OutboundMessages.of(group));
  }

  /**
   * Publishes private notes, by channel, all in one request.
   *
   * @return how many were refused
   * @throws AblyException when all were, or when the outcome is unknown
   */
  int notes(Map<String, Message[]> notes) throws AblyException {
    Message.Batch[] batches =
        notes.entrySet().stream()
            .map(entry -> new Message.Batch(entry.getKey(), entry.getValue()))
            .toArray(Message.Batch[]::new);
    PublishResponse[] answers = rest.get().publishBatch(batches, null);
    int refused = 0;
    for (PublishResponse answer : answers) {
      refused += answer.error == null ? 0 : notes.getOrDefault(answer.channelId, NONE).length;
    }
    return refused;
  }

  /**
   * The members of {@code wanted} that outbound history holds, from {@code since} on.
   *
   * @throws AblyException when history can't be read
   */
  Set<String> published(String channel, Instant since, Set<String> wanted) throws AblyException {
    Set<String> found = new HashSet<>();
    ChannelHistory history = new ChannelHistory(rest.get());
    Optional<ChannelHistory.Page> page =
        Optional.of(history.read(channel, since, ChannelHistory.Direction.BACKWARDS, PAGE));
    for (int pages = 0; page.isPresent() && pages < MOST_PAGES; pages++) {
      page.get().messages().stream()
          .map(ReceivedMessage::id)
          .filter(wanted::contains)
          .forEach(found::add);
      if (found.size() == wanted.size()) {
        return found;
      }
      page = page.get().next();
    }
    return found;
  }
}
