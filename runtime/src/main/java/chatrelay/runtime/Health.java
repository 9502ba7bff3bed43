package chatrelay.runtime;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * The state of a process: named checks that together decide whether it is ready.
 *
 * <p>A check runs on a request's thread and must return from memory, without waiting. Thread-safe.
 * {@link #stop()} turns readiness off permanently, as the first step of a shutdown.
 */
public final class Health {
  private final ConcurrentMap<String, Supplier<Check>> checks = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  /** The state of one part with a short explanation; never a secret or a message's text. */
  public record Check(boolean up, String detail) {
    /** In order. */
    public static Check up(String detail) {
      return new Check(true, detail);
    }

    /** Out of order; the process is not ready. */
    public static Check down(String detail) {
      return new Check(false, detail);
    }
  }

  /** All checks at one moment; ready when every one is up. */
  public record Report(boolean ready, Map<String, Check> checks) {}

  /** Adds or replaces the check called {@code name}. */
  public void register(String name, Supplier<Check> check) {
    checks.put(name, check);
  }

  /** Asks every check; one that throws counts as down with the failure's type. */
  public Report report() {
    Map<String, Check> answers = new LinkedHashMap<>();
    checks.keySet().stream().sorted().forEach(name -> answers.put(name, ask(name)));
    if (stopping) {
      answers.put("process", Check.down("stopping"));
    }
    return new Report(answers.values().stream().allMatch(Check::up), answers);
  }

  /** From now on the process is not ready; it is going down. */
  public void stop() {
    stopping = true;
  }

  /** The answer of one check; down when there is none of that name. */
  public Check ask(String name) {
    Supplier<Check> check = checks.get(name);
    if (check == null) {
      return Check.down("gone");
    }
    try {
      return check.get();
    } catch (RuntimeException failure) {
      return Check.down(failure.getClass().getSimpleName());
    }
  }
}
