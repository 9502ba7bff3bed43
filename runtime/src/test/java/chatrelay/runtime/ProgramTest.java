package chatrelay.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgramTest {
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  @Test
  void shouldTellOnOneLineWhatAMigrationSaid() {
    RuntimeException failure =
        new IllegalStateException("Validate failed:\n  checksum of 10, password=CANARYsecret");

    assertThat(UnavailableException.notMigrated(failure, "fix it"))
        .hasMessage(
            "the database can't be migrated (Validate failed: checksum of 10, password=***);"
                + " fix it");
  }

  @Test
  void shouldPrintEveryProblemAndAnswer78() {
    int code =
        run(
            Environment.of(Map.of("LOG_LEVEL", "loud", "DB_HOTS", "x")),
            environment -> {
              environment.secret(Variable.DB_PASSWORD);
              environment.check();
              return () -> {};
            });

    assertThat(code).isEqualTo(78);
    assertThat(printed())
        .contains("LOG_LEVEL: is \"loud\". Fix: one of [debug, error, info, trace, warn]")
        .contains("DB_HOTS: is not a variable of chat-relay. Fix: did you mean DB_HOST?")
        .contains("DB_PASSWORD: is not set.");
  }

  @Test
  void shouldAnswer69InOneLineWhenSomethingIsMissing() {
    int code =
        run(
            Environment.of(Map.of()),
            environment -> {
              throw UnavailableException.portInUse("127.0.0.1", 3000, new IOException("bind"));
            });

    assertThat(code).isEqualTo(69);
    assertThat(printed().lines()).singleElement().asString().contains("port 3000");
  }

  @Test
  void shouldCloseInOrderOnSigterm() throws Exception {
    assertThat(linesUntilTerminated(SleepingMain.class)).contains("closed");
  }

  @Test
  void shouldCloseWhatASigtermMetWhileItWasLaunching() throws Exception {
    assertThat(linesUntilTerminated(SlowlyLaunchingMain.class)).contains("closed");
  }

  private static List<String> linesUntilTerminated(Class<?> program) throws Exception {
    Process child = start(program);
    try (BufferedReader lines = child.inputReader()) {
      assertThat(lines.readLine()).isEqualTo("launched");

      child.toHandle().destroy();

      assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(child.exitValue()).isEqualTo(143);
      return lines.lines().toList();
    } finally {
      child.destroyForcibly();
    }
  }

  private int run(Environment environment, Program.Launcher launcher) {
    return Program.run(
        "test", environment, launcher, new PrintStream(errors, true, StandardCharsets.UTF_8));
  }

  private String printed() {
    return errors.toString(StandardCharsets.UTF_8);
  }

  private static Process start(Class<?> program) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            program.getName())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** A program that waits for its end. */
  static final class SleepingMain {
    public static void main(String[] arguments) {
      System.exit(
          Program.run(
              "sleeper",
              environment -> {
                System.out.println("launched");
                return () -> System.out.println("closed");
              }));
    }
  }

  /** A program that a signal ends before its launch is complete. */
  static final class SlowlyLaunchingMain {
    public static void main(String[] arguments) {
      System.exit(
          Program.run(
              "slow",
              environment -> {
                CountDownLatch told = new CountDownLatch(1);
                Runtime.getRuntime().addShutdownHook(new Thread(told::countDown, "told"));
                System.out.println("launched");
                await(told);
                return () -> System.out.println("closed");
              }));
    }

    private static void await(CountDownLatch told) {
      try {
        boolean _ = told.await(10, TimeUnit.SECONDS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
