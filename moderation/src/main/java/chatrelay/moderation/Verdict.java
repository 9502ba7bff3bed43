package chatrelay.moderation;

/** What is to become of a message, from harmless to worst; the strongest hit decides. */
public enum Verdict {
  /** Nothing matched, or only rules that log or flag: publish the text as it is. */
  ACCEPTED,
  /** At least one masking rule matched: publish {@link Judgement#text()}. */
  MASKED,
  /** Keep the message back until a person has decided. */
  HELD,
  /** Never publish. */
  REJECTED
}
