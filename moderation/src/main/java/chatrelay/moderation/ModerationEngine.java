package chatrelay.moderation;

import chatrelay.moderation.automaton.AutomatonBuilder;
import chatrelay.moderation.lists.WordList;
import chatrelay.moderation.mask.Masker;
import chatrelay.moderation.unicode.CharacterTable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Judges texts against a fixed set of word lists.
 *
 * <p>Immutable and safe for any number of threads; a reload builds a new engine and swaps the
 * reference, so that one message never meets a mix of two versions. Time is linear in the text; a
 * text without a match costs one walk over it and no allocation but the answer's. What stays
 * expensive (words within words within words, regular expressions on long texts) throws a {@link
 * WorkLimitException}; a text causes no other exception.
 */
public final class ModerationEngine {
  /** Replaces every masked grapheme unless the caller gives another character. */
  public static final char DEFAULT_MASK = '*';

  /**
   * Names the rules of judging and the character data: the same text, list versions and engine
   * version give the same judgement.
   */
  public static final String VERSION = "2/" + CharacterTable.VERSION;

  /**
   * Steps for one text unless another limit is asked for: some 20 to 40 ms. Texts of 64 KiB need a
   * tenth of it for the worst disguises of ordinary lists.
   */
  public static final long DEFAULT_STEPS = 40_000_000;

  private final Ruleset ruleset;
  private final String listVersion;
  private final ThreadLocal<Deliberation> deliberations;

  private ModerationEngine(List<WordList> lists, char mask, long steps, int rowNumbers) {
    ruleset = new Ruleset(lists, rowNumbers);
    listVersion =
        lists.stream()
            .map(list -> list.name() + "@" + list.version())
            .collect(Collectors.joining(","));
    deliberations =
        ThreadLocal.withInitial(() -> new Deliberation(ruleset, mask, listVersion, steps));
  }

  /**
   * An engine for all the given lists together. An allow-list entry outweighs covered matches of
   * every list of the engine.
   *
   * @throws BadListException when a rule can't be compiled
   */
  public static ModerationEngine compile(List<WordList> lists) {
    return compile(lists, DEFAULT_MASK);
  }

  /**
   * As {@link #compile(List)}, with the character that replaces a masked grapheme.
   *
   * @throws IllegalArgumentException for a mask that is a letter, a digit, white space, invisible
   *     or half of a pair: the engine would read masked text as other words
   */
  public static ModerationEngine compile(List<WordList> lists, char mask) {
    return compile(lists, mask, DEFAULT_STEPS);
  }

  /**
   * As {@link #compile(List, char)}, with the limit of steps for one text, from 1. The limit is
   * part of what decides a judgement: engines that are to agree need the same.
   */
  public static ModerationEngine compile(List<WordList> lists, char mask, long steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("a text needs at least one step");
    }
    if (!Masker.canMask(mask)) {
      throw new IllegalArgumentException(
          "the mask character must be a visible symbol that stands for no letter, such as *");
    }
    return new ModerationEngine(
        List.copyOf(lists), mask, steps, AutomatonBuilder.USUAL_ROW_NUMBERS);
  }

  /** As {@link #compile(List)} with the table of a hundred times as many words; for tests. */
  static ModerationEngine compileAsLarge(List<WordList> lists) {
    return new ModerationEngine(List.copyOf(lists), DEFAULT_MASK, DEFAULT_STEPS, 64);
  }

  /** {@code name@version} of every list, joined by commas in the order given. */
  public String listVersion() {
    return listVersion;
  }

  /**
   * Judges one text of any length and content, lone surrogates included.
   *
   * @throws WorkLimitException when that takes more steps than allowed
   */
  public Judgement judge(String text) {
    Deliberation deliberation = deliberations.get();
    if (deliberation.isClean(text)) {
      return new Judgement(Verdict.ACCEPTED, text, List.of(), listVersion);
    }
    return deliberation.judge(text);
  }

  /**
   * What readers get of a text that a moderator approved: the hits of rules that mask are masked,
   * those of rules that hold or reject stay.
   *
   * @throws WorkLimitException as {@link #judge}
   */
  public String maskApproved(String text) {
    Deliberation deliberation = deliberations.get();
    return deliberation.isClean(text) ? text : deliberation.judgeApproved(text).text();
  }

  /** As {@link #judge}, without the shortcut of the first pass; for tests. */
  Judgement judgeThoroughly(String text) {
    return deliberations.get().judgeThoroughly(text);
  }
}
