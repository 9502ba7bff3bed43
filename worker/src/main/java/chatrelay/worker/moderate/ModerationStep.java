package chatrelay.worker.moderate;

import chatrelay.moderation.Judgement;
import chatrelay.moderation.ModerationEngine;
import chatrelay.moderation.Verdict;
import chatrelay.schema.FailPolicy;
import chatrelay.worker.inbound.Content;
import chatrelay.worker.inbound.InboundMessage;
import chatrelay.worker.inbound.RejectionReason;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges one message with the word lists of the moment.
 *
 * <p>A message that can't be judged is never published unseen unless its room's fail policy says
 * so. Never throws; safe for any thread.
 */
public final class ModerationStep {
  private static final Logger log = LoggerFactory.getLogger(ModerationStep.class);

  private final Supplier<ModerationEngine> engine;
  private final LongAdder failures = new LongAdder();

  /** Asks {@code engine} once a message, so that a reload never mixes two versions in one. */
  public ModerationStep(Supplier<ModerationEngine> engine) {
    this.engine = engine;
  }

  /** The message with its verdict. */
  public ModeratedMessage moderate(InboundMessage message) {
    return switch (message.content()) {
      case Content.Refused refused -> refused(message, refused.reason());
      case Content.Text text -> judged(message, text);
    };
  }

  /** Messages the engine failed on so far. */
  public long failures() {
    return failures.sum();
  }

  private ModeratedMessage judged(InboundMessage message, Content.Text text) {
    Judgement judgement;
    try {
      judgement = engine.get().judge(text.text());
    } catch (RuntimeException | StackOverflowError failure) {
      failures.increment();
      log.error("message {} could not be judged: {}", message.id(), failure.getClass().getName());
      return unjudged(message, text);
    }
    return switch (judgement.verdict()) {
      case ACCEPTED, MASKED ->
          new ModeratedMessage(
              message,
              judgement.verdict(),
              judgement.text(),
              null,
              judgement.hits(),
              judgement.listVersion());
      case HELD, REJECTED ->
          new ModeratedMessage(
              message,
              judgement.verdict(),
              null,
              RejectionReason.BLOCKED.code(),
              judgement.hits(),
              judgement.listVersion());
    };
  }

  private static ModeratedMessage unjudged(InboundMessage message, Content.Text text) {
    FailPolicy policy = message.room().failPolicy();
    String reason = RejectionReason.UNJUDGED.code();
    return switch (policy) {
      case OPEN ->
          new ModeratedMessage(message, Verdict.ACCEPTED, text.text(), null, List.of(), null);
      case HOLD -> new ModeratedMessage(message, Verdict.HELD, null, reason, List.of(), null);
      case CLOSED -> new ModeratedMessage(message, Verdict.REJECTED, null, reason, List.of(), null);
    };
  }

  private static ModeratedMessage refused(InboundMessage message, RejectionReason reason) {
    return new ModeratedMessage(message, Verdict.REJECTED, null, reason.code(), List.of(), null);
  }
}
