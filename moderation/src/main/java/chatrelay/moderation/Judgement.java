package chatrelay.moderation;

import java.util.List;

/**
 * The engine's answer for one text.
 *
 * @param verdict what the worker does with the message
 * @param text the text with the hits of every rule that masks or does worse replaced; the very same
 *     string when there is none
 * @param hits every match, by start, then end, then order of lists and rules; of a flood only the
 *     first {@value #MAX_HITS}, while verdict and text count them all
 * @param listVersion the versions of the lists that judged, as {@link
 *     ModerationEngine#listVersion()}
 */
public record Judgement(Verdict verdict, String text, List<Hit> hits, String listVersion) {
  /** Hits recorded at most. */
  public static final int MAX_HITS = 5_000;

  public Judgement {
    hits = List.copyOf(hits);
  }
}
