package chatrelay.runtime;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a process: read the environment, launch, wait for SIGTERM or Ctrl-C, close in order.
 *
 * <p>{@link #run} is all that a {@code main} calls. Wrong configuration prints every problem and
 * exits with 78, a missing dependency prints one line and exits with 69, a defect prints a stack
 * trace and exits with 70. Closing may take {@link #CLOSE_LIMIT}; then the process is halted with
 * 75, so that a service manager never waits without limit.
 */
public final class Program {
  /** Thirty seconds for the whole shutdown, inside systemd's TimeoutStopSec of 45. */
  public static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(Program.class);

  private Program() {}

  /** Starts the program from its environment; the result is closed at the end. */
  public interface Launcher {
    /** Starts everything or throws; must clean up after itself when it throws. */
    AutoCloseable launch(Environment environment);
  }

  /** Does one thing and ends. */
  public interface Task {
    /** Returns the exit code; must clean up after itself. */
    ExitCode perform(Environment environment);
  }

  /** Runs until a signal ends the process; returns the exit code when it could not start. */
  public static int run(String name, Launcher launcher) {
    return run(name, Environment.load(Path.of(".env")), launcher, System.err);
  }

  /** Runs {@code task} and returns its exit code; reports failures as {@link #run} does. */
  public static int once(String name, Task task) {
    AtomicBoolean done = new AtomicBoolean();
    Thread hook =
        new Thread(
            () -> {
              if (!done.get()) {
                System.err.println(name + ": stopped before it was done");
              }
            },
            name + "-stopped");
    Runtime.getRuntime().addShutdownHook(hook);
    int code =
        guarded(
            name,
            Environment.load(Path.of(".env")),
            System.err,
            environment -> {
              Logging.toStandardError(environment);
              return task.perform(environment);
            });
    done.set(!isEnding());
    return code;
  }

  static int run(String name, Environment environment, Launcher launcher, PrintStream errors) {
    return guarded(
        name,
        environment,
        errors,
        read -> {
          Logging.configure(read);
          launchAndWait(name, read, launcher, errors);
          return ExitCode.OK;
        });
  }

  private static int guarded(String name, Environment environment, PrintStream errors, Task task) {
    try {
      return task.perform(environment).code();
    } catch (ConfigurationException wrong) {
      errors.println(name + ": the configuration has problems");
      wrong.problems().forEach(problem -> errors.println("  " + problem));
      return ExitCode.CONFIGURATION.code();
    } catch (UnavailableException missing) {
      if (isEnding()) {
        return ExitCode.TEMPORARY.code(); // closed under its feet
      }
      errors.println(name + ": " + missing.getMessage());
      return ExitCode.UNAVAILABLE.code();
    } catch (CancellationException stopped) {
      return ExitCode.TEMPORARY.code(); // a signal ended the start; its hook reports it
    } catch (RuntimeException failure) {
      if (isEnding()) {
        return ExitCode.TEMPORARY.code(); // what fails while everything closes is no news
      }
      return defect(name, errors, failure);
    }
  }

  private static int defect(String name, PrintStream errors, RuntimeException defect) {
    log.error("{} failed", name, defect);
    errors.println(name + ": failed: " + defect);
    return ExitCode.INTERNAL.code();
  }

  /** Whether the JVM is going down: only then it refuses to change its hooks. */
  private static boolean isEnding() {
    try {
      Runtime.getRuntime().removeShutdownHook(new Thread(() -> {}, "never-started"));
      return false;
    } catch (IllegalStateException goingDown) {
      return true;
    }
  }

  /**
   * Launches, then blocks until the JVM ends; a hook closes within the limit. The hook is there
   * before the launch, so that a signal meanwhile closes what the launch ends with.
   */
  private static void launchAndWait(
      String name, Environment environment, Launcher launcher, PrintStream errors) {
    CompletableFuture<AutoCloseable> program = new CompletableFuture<>();
    CountDownLatch ended = new CountDownLatch(1);
    Thread hook = new Thread(() -> closeWithin(name, program, ended, errors), name + "-shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      program.complete(launcher.launch(environment));
    } catch (RuntimeException | Error failure) {
      program.completeExceptionally(failure);
      throw failure;
    }
    try {
      ended.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeWithin(
      String name,
      CompletableFuture<AutoCloseable> program,
      CountDownLatch ended,
      PrintStream errors) {
    if (program.isCompletedExceptionally()) {
      return; // it reported why and cleaned up after itself
    }
    boolean starting = !program.isDone();
    Thread watchdog =
        new NamedThreads(name + "-shutdown-limit").newThread(() -> haltUnless(ended, name));
    watchdog.start();
    log.info("{} is stopping", name);
    try {
      program.get(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS).close();
      log.info("{} stopped", name);
    } catch (ExecutionException | CancellationException notLaunched) {
      log.info("{} was stopped before it had started", name);
    } catch (TimeoutException stillStarting) {
      log.warn("{} was still starting {} s after the signal", name, CLOSE_LIMIT.toSeconds());
    } catch (Exception failure) {
      log.error("{} did not stop in order", name, failure);
    } finally {
      ended.countDown();
    }
    if (starting) {
      errors.println(name + ": stopped while it was starting; nothing is left running");
    }
  }

  private static void haltUnless(CountDownLatch ended, String name) {
    try {
      if (!ended.await(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        log.error("{} did not stop within {} s; halting", name, CLOSE_LIMIT.toSeconds());
        Runtime.getRuntime().halt(ExitCode.TEMPORARY.code());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
