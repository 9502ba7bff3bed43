package chatrelay.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.moderation.lists.Action;
import chatrelay.moderation.lists.MatchMode;
import chatrelay.moderation.lists.Rule;
import chatrelay.moderation.lists.WordList;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HostileTextTest {
  private static final int SMALL = 1 << 13;
  private static final int FACTOR = 8;

  /** Linear growth is {@value #FACTOR}, quadratic is its square; between them there is room. */
  private static final int MOST_GROWTH = 3 * FACTOR;

  /** Nanoseconds for 64 KiB that no family may need, whatever the machine; the aim is 8 ms. */
  private static final long SANE = 400_000_000L;

  private static final int LEAST_ROUNDS = 5;
  private static final int MOST_ROUNDS = 40;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final ModerationEngine engine =
      ModerationEngine.compile(
          List.of(
              WordList.of(
                  "words",
                  Stream.of("potato", "cheese", "ab", "aba", "abab", "hell", "killing", "aaaa")
                      .map(word -> Rule.of(word, MatchMode.ANYWHERE, Action.MASK, ""))
                      .toList(),
                  List.of()),
              WordList.of(
                  "phrases",
                  Stream.of("kill yourself", "a b c d")
                      .map(word -> Rule.of(word, MatchMode.PHRASE, Action.MASK, ""))
                      .toList(),
                  List.of(Rule.of("hello", MatchMode.WORD, Action.MASK, "")))));

  record Family(String name, IntFunction<String> text) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Family repeated(String name, String unit) {
    return new Family(name, length -> unit.repeat(length / unit.length()));
  }

  static Stream<Family> families() {
    return Stream.of(
        repeated("one letter", "a"),
        repeated("alternating letters", "ab"),
        repeated("spaced letters", "a "),
        repeated("spaced pairs", "po ta "),
        repeated("dotted letters", "p."),
        repeated("words", "potato "),
        repeated("words in one token", "potato"),
        repeated("hyphened words", "po-ta-to-"),
        repeated("marks on one letter", "\u0316"),
        repeated("zalgo", "p\u0300\u0316o\u0301\u0317"),
        repeated("invisible", "\u200B"),
        repeated("leet", "p0t4t0|$!"),
        repeated("bars", "kil|"),
        repeated("capital I", "I"),
        repeated("half phrases", "kill "),
        repeated("ambiguous phrases", "kill! "),
        repeated("entities", "&#112;"),
        repeated("nested entities", "&amp;amp;#112;"),
        repeated("open tags", "<b "),
        repeated("tags", "<b>p</b>"),
        repeated("percent", "%70%6f"),
        repeated("look-alikes", "\u0440\u043E\u0442\u0430\u0442\u043E "),
        repeated("alternatives", "\u03C5\u03BD"),
        repeated("flags", "\uD83C\uDDF5"),
        repeated("families", "\uD83D\uDC68\u200D"),
        repeated("pairs cut", "\uDC00\uD800"),
        repeated("parentheses", "((("),
        repeated("apostrophes", "a'b'"),
        repeated("digits between", "a1b2"),
        repeated("allowed", "hello hell "),
        new Family("nested", n -> "po".repeat(n / 6) + "tato".repeat(n / 6)),
        new Family("nested phrases", n -> "kill ".repeat(n / 14) + "yourself ".repeat(n / 14)));
  }

  @BeforeAll
  void warmUp() {
    for (int round = 0; round < 3; round++) {
      families().forEach(family -> engine.judge(family.text().apply(SMALL)));
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void time_grows_with_the_length_only(Family family) {
    String small = family.text().apply(SMALL);
    String large = family.text().apply(SMALL * FACTOR);
    long fast = Long.MAX_VALUE;
    long slow = Long.MAX_VALUE;
    for (int round = 0;
        round < LEAST_ROUNDS || (isTooSlow(fast, slow) && round < MOST_ROUNDS);
        round++) {
      fast = Math.min(fast, time(small));
      slow = Math.min(slow, time(large));
    }
    assertThat(isTooSlow(fast, slow)).as("%d ns, then %d ns", fast, slow).isFalse();
    assertThat(slow).isLessThan(SANE);
    String masked = engine.judge(large).text();
    assertThat(engine.judge(masked).text()).isEqualTo(masked);
  }

  /** A floor of a millisecond keeps the clock's grain out of the comparison. */
  private static boolean isTooSlow(long fast, long slow) {
    return slow > MOST_GROWTH * Math.max(fast, 1_000_000L);
  }

  /** Processor time of this thread: neighbours on a busy machine do not count. */
  private long time(String text) {
    long start = THREADS.getCurrentThreadCpuTime();
    engine.judge(text);
    return THREADS.getCurrentThreadCpuTime() - start;
  }
}
