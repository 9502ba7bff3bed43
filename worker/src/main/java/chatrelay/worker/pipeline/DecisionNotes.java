package chatrelay.worker.pipeline;

import chatrelay.worker.outbound.Feedback;
import chatrelay.worker.store.HeldMessages;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells authors what a moderator decided about their held messages, in rooms of this worker's
 * shards. A note that does not fit into the feedback queue waits for the next turn. Used by the
 * housekeeping thread, read by metrics.
 */
final class DecisionNotes {
  private static final int MOST = 100;

  private final HeldMessages held;
  private final Ownership ownership;
  private final Feedback feedback;
  private volatile int waiting;

  DecisionNotes(HeldMessages held, Ownership ownership, Feedback feedback) {
    this.held = held;
    this.ownership = ownership;
    this.feedback = feedback;
  }

  /** Held messages that wait, of all rooms, as of the last turn. */
  int waiting() {
    return waiting;
  }

  void turn() {
    waiting = held.waiting();
    List<Long> told = new ArrayList<>();
    for (HeldMessages.Untold decision : held.untold(ownership.shards(), MOST)) {
      if (feedback.tell(decision)) {
        told.add(decision.id());
      }
    }
    if (!told.isEmpty()) {
      held.told(told);
    }
  }
}
