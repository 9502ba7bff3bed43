package chatrelay.moderation;

import chatrelay.moderation.unicode.CharacterTable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Judges texts against a fixed set of word lists.
 *
 * <p>Immutable and safe for any number of threads; a reload builds a new engine and swaps the
 * reference, so that one message never meets a mix of two versions. Never throws on a text. Time is
 * linear in the text; a text without a match costs one walk over it and no allocation but the
 * answer's.
 */
public final class ModerationEngine {
  /** Stands for every masked grapheme unless another character is asked for. */
  public static final char DEFAULT_MASK = '*';

  /**
   * Names the rules of judging and the character data: the same text, list versions and engine
   * version give the same judgement.
   */
  public static final String VERSION = "1/" + CharacterTable.VERSION;

  private final Ruleset ruleset;
  private final String listVersion;
  private final ThreadLocal<Deliberation> deliberations;

  private ModerationEngine(List<WordList> lists, char mask) {
    ruleset = new Ruleset(lists);
    listVersion =
        lists.stream()
            .map(list -> list.name() + "@" + list.version())
            .collect(Collectors.joining(","));
    deliberations = ThreadLocal.withInitial(() -> new Deliberation(ruleset, mask, listVersion));
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
   *     or half of a pair: masked text would be judged anew as something else
   */
  public static ModerationEngine compile(List<WordList> lists, char mask) {
    if (CharacterClasses.isWordLike(mask)) {
      throw new IllegalArgumentException(
          "the mask character must be a visible symbol that stands for no letter, such as *");
    }
    return new ModerationEngine(List.copyOf(lists), mask);
  }

  /** {@code name@version} of every list, joined by commas in the order given. */
  public String listVersion() {
    return listVersion;
  }

  /** Judges one text of any length and content, lone surrogates included. */
  public Judgement judge(String text) {
    Deliberation deliberation = deliberations.get();
    if (deliberation.isClean(text)) {
      return new Judgement(Verdict.ACCEPTED, text, List.of(), listVersion);
    }
    return deliberation.judge(text);
  }
}
