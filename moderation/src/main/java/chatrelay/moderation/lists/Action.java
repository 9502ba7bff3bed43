package chatrelay.moderation.lists;

/** What a rule asks for when it matches, weakest first; of several hits the strongest wins. */
public enum Action {
  /** Recorded as a hit, nothing else: for trying a rule on live traffic. */
  SHADOW,
  /** Published unchanged and put before a moderator. */
  FLAG,
  /** Published with every grapheme of the hit replaced by the mask character. */
  MASK,
  /** Kept back until a moderator has decided. */
  HOLD,
  /** Never published. */
  REJECT;

  /** True for the actions whose hits are masked in {@link Judgement#text()}: MASK and stronger. */
  public boolean masks() {
    return compareTo(MASK) >= 0;
  }
}
