package chatrelay.moderation;

import chatrelay.moderation.lists.Action;

/** What the worker does with a message, from harmless to worst; the strongest hit decides. */
public enum Verdict {
  /** Nothing matched, or only rules that log or flag: publish the text as it is. */
  ACCEPTED,
  /** At least one masking rule matched: publish {@link Judgement#text()}. */
  MASKED,
  /** Keep the message back until a person has decided. */
  HELD,
  /** Never publish. */
  REJECTED;

  /** Returns the verdict on a message whose strongest hit has the given action. */
  public static Verdict of(Action strongest) {
    return switch (strongest) {
      case SHADOW, FLAG -> ACCEPTED;
      case MASK -> MASKED;
      case HOLD -> HELD;
      case REJECT -> REJECTED;
    };
  }
}
