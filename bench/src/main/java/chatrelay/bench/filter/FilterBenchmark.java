package chatrelay.bench.filter;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Time and memory per message, by contestant, list size and kind of text. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FilterBenchmark {
  @Param({"WALK", "CHAT_RELAY"})
  public FilterKind filter = FilterKind.WALK;

  @Param("1000")
  public int terms;

  /** {@code clean} or {@code dirty}, and the length in characters. */
  @Param({"clean-140", "dirty-140", "clean-1000"})
  public String text = "";

  private TextFilter contestant = ignored -> 0;
  private List<String> messages = List.of();
  private int next;

  /** Builds the contestant and the messages. */
  @Setup
  public void prepare() {
    List<String> list = BenchmarkTexts.terms(terms);
    contestant = filter.create(list);
    int length = Integer.parseInt(text.substring(text.indexOf('-') + 1));
    messages =
        text.startsWith("clean")
            ? BenchmarkTexts.clean(length)
            : BenchmarkTexts.dirty(length, list);
  }

  /**
   * What the processor spent on a message in one iteration. On a machine with neighbours the clock
   * on the wall measures them as well.
   */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Processor {
    /** Name of the counter in the results. */
    static final String COUNTER = "nanosecondsPerMessage";

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    public double nanosecondsPerMessage;

    private long messages;
    private long start;

    /** Before the first message of an iteration. */
    @Setup(Level.Iteration)
    public void start() {
      messages = 0;
      start = THREADS.getCurrentThreadCpuTime();
    }

    /** After the last message of an iteration. */
    @TearDown(Level.Iteration)
    public void stop() {
      nanosecondsPerMessage =
          (double) (THREADS.getCurrentThreadCpuTime() - start) / Math.max(1, messages);
    }
  }

  /** One message. */
  @Benchmark
  public int message(Processor processor) {
    processor.messages++;
    next = (next + 1) & (BenchmarkTexts.MESSAGES - 1);
    return contestant.judge(messages.get(next));
  }
}
