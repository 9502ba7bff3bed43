package chatrelay.worker.lists;

import static chatrelay.schema.generated.Tables.HELD_MESSAGE;
import static chatrelay.schema.generated.Tables.RULE_HIT;

import chatrelay.moderation.Judgement;
import chatrelay.moderation.ModerationEngine;
import chatrelay.moderation.Verdict;
import chatrelay.moderation.lists.Action;
import chatrelay.moderation.lists.WordList;
import chatrelay.moderation.work.WorkLimitException;
import chatrelay.schema.Database;
import chatrelay.worker.inbound.RejectionReason;
import chatrelay.worker.lists.StoredTexts.StoredText;
import chatrelay.worker.moderate.LocatedHit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Judges a stored message again with the list versions it was judged with, and compares.
 *
 * <p>The text is judged again. Hits in other parts (display name, fields, earlier messages) come
 * from the stored hits, because not all of those parts are stored.
 */
public final class VerdictReplay {
  private final Database database;
  private final WordListStore store;
  private final Function<String, Optional<WordList>> files;

  /** {@code files} finds a list that is in no database by {@code name@version}. */
  public VerdictReplay(Database database, Function<String, Optional<WordList>> files) {
    this.database = database;
    this.store = new WordListStore(database);
    this.files = files;
  }

  /** A stored hit. */
  public record StoredHit(
      String part,
      String list,
      String listVersion,
      String rule,
      String action,
      int start,
      int end) {}

  /**
   * Both answers.
   *
   * @param verdict the verdict of today's replay
   * @param differences deviations from the stored verdict; empty when the two agree
   */
  public record Explanation(
      StoredText message,
      Judgement judgement,
      Verdict verdict,
      List<StoredHit> storedHits,
      List<String> differences) {}

  /**
   * Explains a message that was judged.
   *
   * @throws IllegalArgumentException when a list version no longer exists, or judging exceeds the
   *     work limit
   */
  public Explanation explain(StoredText message) {
    List<WordList> lists = new ArrayList<>();
    for (String reference : message.listVersion().split(",", -1)) {
      lists.add(
          ListReference.parse(reference)
              .flatMap(store::find)
              .map(StoredList::list)
              .or(() -> files.apply(reference))
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "it was judged by "
                          + reference
                          + ", which is neither in the database nor the present file")));
    }
    Judgement judgement = judge(lists, message.text());
    List<StoredHit> hits = hits(message.id());
    Verdict verdict = judgement.verdict();
    for (StoredHit hit : hits) {
      if (!hit.part().equals(LocatedHit.TEXT) && !hit.part().equals(LocatedHit.AUTHOR)) {
        verdict = stronger(verdict, verdictOf(hit));
      }
    }
    return new Explanation(
        message, judgement, verdict, hits, differences(message, judgement, verdict, hits));
  }

  private static Judgement judge(List<WordList> lists, String text) {
    try {
      return ModerationEngine.compile(lists).judge(text);
    } catch (WorkLimitException tooMuch) {
      throw new IllegalArgumentException(tooMuch.getMessage(), tooMuch);
    }
  }

  private static Verdict verdictOf(StoredHit hit) {
    Action action = Action.valueOf(hit.action().toUpperCase(Locale.ROOT));
    boolean split = hit.part().equals(LocatedHit.SPLIT) && action == Action.MASK;
    return split ? Verdict.HELD : Verdict.of(action);
  }

  private static Verdict stronger(Verdict one, Verdict other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private List<String> differences(
      StoredText message, Judgement judgement, Verdict verdict, List<StoredHit> stored) {
    List<String> differences = new ArrayList<>();
    String now = verdict.name().toLowerCase(Locale.ROOT);
    String before = isDecided(message.id()) ? "held" : message.verdict();
    if (!now.equals(before)) {
      differences.add("the verdict was " + before + " and is " + now);
    }
    boolean unjudged = RejectionReason.UNJUDGED.code().equals(message.reason());
    if (message.published() != null
        && !unjudged
        && !Objects.equals(judgement.text(), message.published())) {
      differences.add("the published text is not what comes out now");
    }
    List<String> storedHits =
        stored.stream()
            .filter(hit -> hit.part().equals(LocatedHit.TEXT))
            .map(hit -> hit.rule() + " " + hit.start() + "-" + hit.end())
            .toList();
    List<String> after =
        judgement.hits().stream()
            .map(hit -> hit.rule() + " " + hit.start() + "-" + hit.end())
            .toList();
    if (!storedHits.equals(after)) {
      differences.add("the hits in the text were " + storedHits + " and are " + after);
    }
    return differences;
  }

  /** Whether a moderator has replaced the verdict. */
  private boolean isDecided(long id) {
    return database
        .context()
        .fetchExists(
            HELD_MESSAGE, HELD_MESSAGE.MESSAGE_ID.eq(id), HELD_MESSAGE.DECIDED_AT.isNotNull());
  }

  private List<StoredHit> hits(long id) {
    return database
        .context()
        .selectFrom(RULE_HIT)
        .where(RULE_HIT.MESSAGE_ID.eq(id))
        .orderBy(RULE_HIT.POSITION)
        .fetch(row ->
            new StoredHit(
                row.getPart(),
                row.getListName(),
                row.getListVersion(),
                row.getRuleId(),
                row.getAction(),
                row.getStartUnit(),
                row.getEndUnit()));
  }
}
