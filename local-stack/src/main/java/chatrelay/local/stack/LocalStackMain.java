package chatrelay.local.stack;

import chatrelay.runtime.Environment;
import chatrelay.runtime.ExitCode;
import chatrelay.runtime.Logging;
import chatrelay.runtime.Program;
import chatrelay.runtime.Variable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/** Starts everything on this machine; {@code ./run} calls it and documents the options. */
public final class LocalStackMain {
  private static final Duration READY_LIMIT = Duration.ofSeconds(15);
  private static final Duration CHECK_LIMIT = Duration.ofSeconds(30);

  private LocalStackMain() {}

  /** Accepts {@code --fresh} and {@code --check}. */
  public static void main(String[] arguments) {
    List<String> options = List.of(arguments);
    boolean check = options.contains("--check");
    boolean fresh = options.contains("--fresh");
    System.exit(
        check
            ? Program.once("run", environment -> check(quiet(environment)))
            : Program.run("run", environment -> serve(quiet(environment), fresh)));
  }

  private static AutoCloseable serve(Environment environment, boolean fresh) {
    StartProgress progress = StartProgress.on(System.out);
    progress.say("chat-relay: starting");
    LocalStack stack = LocalStack.launch(environment, LocalStack.Options.of(fresh), progress);
    announce(stack, READY_LIMIT, progress);
    return stack;
  }

  /** Prints the page's address once messages can pass, or with what is missing after the limit. */
  static void announce(LocalStack stack, Duration limit, StartProgress progress) {
    List<String> missing = progress.step("connections", () -> awaitReady(stack, limit));
    progress.say("");
    if (missing.isEmpty()) {
      progress.say(
          "  " + stack.url() + "    open it in two windows and chat; Ctrl-C stops everything");
      return;
    }
    progress.say("  " + stack.url() + "    not ready, messages do not pass yet; missing:");
    missing.forEach(cause -> progress.say("    " + cause));
    progress.say("  It goes on by itself once nothing is missing; Ctrl-C stops everything");
  }

  private static List<String> awaitReady(LocalStack stack, Duration limit) {
    try {
      return stack.awaitReady(limit);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }

  private static ExitCode check(Environment environment) {
    StartProgress progress = StartProgress.on(System.out);
    Path folder = environment.path(Variable.LOCAL_FOLDER).orElseThrow().resolve("check");
    try (LocalStack stack =
        LocalStack.launch(environment, LocalStack.Options.aside(folder), progress)) {
      RoundTrip.Outcome outcome = stack.roundTrip(CHECK_LIMIT);
      progress.say(
          "check passed: \"%s\" arrived as \"%s\" in %d ms"
              .formatted(outcome.sent(), outcome.received(), outcome.elapsed().toMillis()));
    }
    LocalFolder.delete(folder);
    return ExitCode.OK;
  }

  /**
   * Keeps the log out of the way of the URL; LOG_LEVEL and LOG_FORMAT restore it, on standard
   * error.
   */
  private static Environment quiet(Environment environment) {
    Map<Variable, String> changes = new EnumMap<>(Variable.class);
    if (!environment.isSet(Variable.LOG_LEVEL)) {
      changes.put(Variable.LOG_LEVEL, "warn");
    }
    if (!environment.isSet(Variable.LOG_FORMAT)) {
      changes.put(Variable.LOG_FORMAT, "text");
    }
    Environment quieter = environment.with(changes);
    Logging.toStandardError(quieter);
    return quieter;
  }
}
