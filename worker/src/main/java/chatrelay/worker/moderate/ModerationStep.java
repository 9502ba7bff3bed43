package chatrelay.worker.moderate;

import chatrelay.moderation.Judgement;
import chatrelay.moderation.ModerationEngine;
import chatrelay.moderation.SplitMessageDetector.SplitWord;
import chatrelay.moderation.Verdict;
import chatrelay.moderation.lists.Action;
import chatrelay.moderation.work.WorkLimitException;
import chatrelay.schema.FailPolicy;
import chatrelay.worker.inbound.Content;
import chatrelay.worker.inbound.InboundMessage;
import chatrelay.worker.inbound.RejectionReason;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges one message with the word lists in force: its text, the fields beside it, the author's
 * display name, and the text together with the author's last messages.
 *
 * <p>A message that can't be judged, because the engine fails or exceeds its work limit, is
 * published only if its room's fail policy says so. Work is counted in steps, not by a clock, so
 * that a message gets the same verdict on a busy machine. Safe for any thread; the messages of one
 * room must arrive in order.
 */
public final class ModerationStep {
  private static final Logger log = LoggerFactory.getLogger(ModerationStep.class);

  private final RoomEngines engines;
  private final SplitMessages splitMessages = new SplitMessages();
  private final LongAdder failures = new LongAdder();

  /** Asks {@code engines} once per message, so that a reload never mixes two versions in one. */
  public ModerationStep(RoomEngines engines) {
    this.engines = engines;
  }

  /** The same engine for every room. */
  public static ModerationStep ofOne(Supplier<ModerationEngine> engine) {
    return new ModerationStep(room -> engine.get());
  }

  /**
   * The message with its verdict.
   *
   * @throws DataAccessException while the lists in force are unknown
   */
  public ModeratedMessage moderate(InboundMessage message) {
    return switch (message.content()) {
      case Content.Refused refused ->
          withoutText(message, Verdict.REJECTED, refused.reason(), List.of(), null);
      case Content.Text text -> judged(message, text);
    };
  }

  /** Messages that the engine failed to judge so far. */
  public long failures() {
    return failures.sum();
  }

  private ModeratedMessage judged(InboundMessage message, Content.Text text) {
    try {
      return judged(message, text, engines.of(message.room().name()));
    } catch (DataAccessException unknownLists) {
      throw unknownLists;
    } catch (WorkLimitException tooMuch) {
      failures.increment();
      log.warn("message {} could not be judged: {}", message.id(), tooMuch.getMessage());
      return unjudged(message, text);
    } catch (RuntimeException | StackOverflowError failure) {
      failures.increment();
      log.error("message {} could not be judged: {}", message.id(), failure.getClass().getName());
      return unjudged(message, text);
    }
  }

  private ModeratedMessage judged(
      InboundMessage message, Content.Text content, ModerationEngine engine) {
    List<LocatedHit> hits = new ArrayList<>();
    Judgement text = record(hits, LocatedHit.TEXT, engine.judge(content.text()));
    Verdict verdict = text.verdict();
    JsonObject fields = null;
    if (content.fields() != null) {
      fields = new JsonObject();
      for (Map.Entry<String, JsonElement> field :
          JsonParser.parseString(content.fields()).getAsJsonObject().entrySet()) {
        Judgement value =
            record(hits, field.getKey(), engine.judge(field.getValue().getAsString()));
        verdict = stronger(verdict, value.verdict());
        fields.addProperty(field.getKey(), value.text());
      }
    }
    String clientId = message.clientId();
    String author =
        clientId == null ? null : record(hits, LocatedHit.AUTHOR, engine.judge(clientId)).text();
    RejectionReason reason = RejectionReason.BLOCKED;
    if (isPublishable(verdict)) {
      Verdict split = split(hits, engine, message, content.text());
      reason = RejectionReason.SPLIT_WORD;
      verdict = stronger(verdict, split);
    }
    if (verdict == Verdict.REJECTED) {
      return withoutText(message, verdict, reason, hits, text.listVersion());
    }
    boolean held = verdict == Verdict.HELD;
    return new ModeratedMessage(
        message,
        verdict,
        held ? null : text.text(),
        held || fields == null ? null : fields.toString(),
        author,
        held ? reason.code() : null,
        List.copyOf(hits),
        text.listVersion());
  }

  /**
   * Hits that complete a word over the author's last messages, which are public already and so
   * never masked.
   */
  private Verdict split(
      List<LocatedHit> hits, ModerationEngine engine, InboundMessage message, String text) {
    Optional<SplitWord> word = splitMessages.observe(engine, message, text);
    if (word.isEmpty()) {
      return Verdict.ACCEPTED;
    }
    hits.add(new LocatedHit(LocatedHit.SPLIT, word.get().hit()));
    Action action = word.get().hit().action();
    return action == Action.MASK ? Verdict.HELD : Verdict.of(action);
  }

  private static Judgement record(List<LocatedHit> hits, String part, Judgement judgement) {
    judgement.hits().forEach(hit -> hits.add(new LocatedHit(part, hit)));
    return judgement;
  }

  private static Verdict stronger(Verdict one, Verdict other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private static boolean isPublishable(Verdict verdict) {
    return verdict.compareTo(Verdict.MASKED) <= 0;
  }

  private static ModeratedMessage unjudged(InboundMessage message, Content.Text text) {
    FailPolicy policy = message.room().settings().failPolicy();
    RejectionReason reason = RejectionReason.UNJUDGED;
    return switch (policy) {
      case OPEN ->
          new ModeratedMessage(
              message,
              Verdict.ACCEPTED,
              text.text(),
              text.fields(),
              message.clientId(),
              null,
              List.of(),
              null);
      case HOLD ->
          new ModeratedMessage(
              message,
              Verdict.HELD,
              null,
              null,
              message.clientId(),
              reason.code(),
              List.of(),
              null);
      case CLOSED -> withoutText(message, Verdict.REJECTED, reason, List.of(), null);
    };
  }

  private static ModeratedMessage withoutText(
      InboundMessage message,
      Verdict verdict,
      RejectionReason reason,
      List<LocatedHit> hits,
      @Nullable String listVersion) {
    return new ModeratedMessage(
        message,
        verdict,
        null,
        null,
        message.clientId(),
        reason.code(),
        List.copyOf(hits),
        listVersion);
  }
}
