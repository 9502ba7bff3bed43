package chatrelay.worker.lists;

import chatrelay.moderation.Hit;
import chatrelay.moderation.Judgement;
import chatrelay.moderation.ModerationEngine;
import chatrelay.moderation.work.WorkLimitException;
import chatrelay.worker.lists.StoredTexts.Extent;
import chatrelay.worker.lists.StoredTexts.StoredText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Judges stored originals with a version of a list that is not in force, beside the one in force.
 *
 * <p>Reads page by page on the caller's thread. Pages are short, and each is followed by a rest
 * three times as long, so that live traffic is not delayed. Memory does not grow with the messages.
 */
public final class Backtest {
  private static final int PAGES_A_SECOND = 50;
  private static final int SMALLEST_PAGE = 20;
  private static final int LARGEST_PAGE = 1_000;

  /** A rest in proportion yields more where the database or the processors are busy. */
  private static final int RESTS_FOR_WORK = 3;

  private static final int MOST_SENDERS = 100_000;

  private final StoredTexts texts;
  private final StoredList candidate;
  private final @Nullable StoredList active;
  private final int rate;

  /**
   * @param active the version that is in force, to compare with; null for none
   * @param rate messages a second at most
   */
  public Backtest(StoredTexts texts, StoredList candidate, @Nullable StoredList active, int rate) {
    this.texts = texts;
    this.candidate = candidate;
    this.active = active;
    this.rate = rate;
  }

  /** Called after each page. */
  @FunctionalInterface
  public interface Progress {
    /** {@code done} of about {@code all} messages. */
    void at(long done, long all);
  }

  /** A name and its count. */
  public record Count(String name, long count) {}

  /** A message that the two versions judge differently, or that the candidate hits. */
  public record Sample(long messageId, String room, String text, String masked) {}

  /**
   * The result.
   *
   * @param messages judged messages of the rooms that the candidate applies to
   * @param hit messages that the candidate hits
   * @param hitByActive the same for the version in force
   * @param gained messages hit by the candidate only
   * @param lost messages hit by the version in force only
   * @param unjudged messages that one of the two could not judge within its steps; in no other
   *     count
   * @param verdicts messages by the candidate's verdict
   * @param rules hits by rule id, most first
   * @param senders messages hit by sender, most first
   */
  public record Report(
      long messages,
      long hit,
      long hitByActive,
      long gained,
      long lost,
      long unjudged,
      List<Count> verdicts,
      List<Count> rules,
      List<Count> senders,
      List<Sample> gainedSamples,
      List<Sample> lostSamples) {}

  /** Judges what was stored within {@code age}; keeps {@code samples} of each kind. */
  public Report run(Duration age, int samples, Progress progress) {
    Tally tally = new Tally(samples);
    Extent extent = texts.since(age).orElse(null);
    if (extent == null) {
      return tally.report();
    }
    ModerationEngine judging = ModerationEngine.compile(List.of(candidate.list()));
    ModerationEngine judged =
        active == null ? null : ModerationEngine.compile(List.of(active.list()));
    long start = System.nanoTime();
    long done = 0;
    long next = extent.firstId();
    int most = Math.clamp(rate / PAGES_A_SECOND, SMALLEST_PAGE, LARGEST_PAGE);
    long began = start;
    List<StoredText> page = texts.page(next, most);
    while (!page.isEmpty()) {
      for (StoredText text : page) {
        try {
          judge(tally, judging, judged, text);
        } catch (WorkLimitException tooMuch) {
          tally.unjudged++;
        }
      }
      done += page.size();
      next = page.getLast().id() + 1;
      progress.at(done, Math.max(done, extent.rows()));
      long worked = System.nanoTime() - began;
      restUntil(
          Math.max(start + (long) (done * 1e9 / rate), began + worked * (1 + RESTS_FOR_WORK)));
      began = System.nanoTime();
      page = texts.page(next, most);
    }
    return tally.report();
  }

  private static void restUntil(long due) {
    while (System.nanoTime() - due < 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(due - System.nanoTime());
    }
  }

  private void judge(
      Tally tally, ModerationEngine judging, @Nullable ModerationEngine judged, StoredText text) {
    boolean applies = candidate.appliesTo(text.room());
    boolean applied = active != null && active.appliesTo(text.room());
    if (!applies && !applied) {
      return;
    }
    Judgement now = applies ? judging.judge(text.text()) : null;
    boolean hit = now != null && !now.hits().isEmpty();
    Judgement before = applied && judged != null ? judged.judge(text.text()) : null;
    boolean hitBefore = before != null && !before.hits().isEmpty();
    tally.messages++;
    if (now != null) {
      tally.add(text, now);
    }
    tally.hitByActive += hitBefore ? 1 : 0;
    if (hit && !hitBefore) {
      tally.gained++;
      tally.sample(tally.gainedSamples, text, now);
    } else if (hitBefore && !hit) {
      tally.lost++;
      tally.sample(tally.lostSamples, text, before);
    }
  }

  /** Counts while the messages stream by. */
  private static final class Tally {
    private final int samples;
    private final Map<String, Long> verdicts = new HashMap<>();
    private final Map<String, Long> rules = new HashMap<>();
    private final Map<String, Long> senders = new HashMap<>();
    private final List<Sample> gainedSamples = new ArrayList<>();
    private final List<Sample> lostSamples = new ArrayList<>();
    private long messages;
    private long hit;
    private long hitByActive;
    private long gained;
    private long lost;
    private long unjudged;

    Tally(int samples) {
      this.samples = samples;
    }

    void add(StoredText text, Judgement judgement) {
      verdicts.merge(judgement.verdict().name().toLowerCase(java.util.Locale.ROOT), 1L, Long::sum);
      if (judgement.hits().isEmpty()) {
        return;
      }
      hit++;
      for (Hit one : judgement.hits()) {
        rules.merge(one.rule(), 1L, Long::sum);
      }
      String sender = text.clientId();
      if (sender != null && (senders.size() < MOST_SENDERS || senders.containsKey(sender))) {
        senders.merge(sender, 1L, Long::sum);
      }
    }

    void sample(List<Sample> kept, StoredText text, @Nullable Judgement judgement) {
      if (kept.size() < samples && judgement != null) {
        kept.add(new Sample(text.id(), text.room(), text.text(), judgement.text()));
      }
    }

    Report report() {
      return new Report(
          messages,
          hit,
          hitByActive,
          gained,
          lost,
          unjudged,
          sorted(verdicts),
          sorted(rules),
          sorted(senders),
          List.copyOf(gainedSamples),
          List.copyOf(lostSamples));
    }

    private static List<Count> sorted(Map<String, Long> counts) {
      return counts.entrySet().stream()
          .map(entry -> new Count(entry.getKey(), entry.getValue()))
          .sorted(Comparator.comparingLong(Count::count).reversed().thenComparing(Count::name))
          .toList();
    }
  }
}
