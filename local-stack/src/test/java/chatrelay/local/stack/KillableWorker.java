package chatrelay.local.stack;

import chatrelay.worker.WorkerMain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The worker as a process of its own, which a test may kill. */
final class KillableWorker implements AutoCloseable {
  private static final long LIMIT_SECONDS = 40;

  private final Process process;

  private KillableWorker(Process process) {
    this.process = process;
  }

  static KillableWorker start(LocalStack stack) throws IOException {
    return start(stack, Map.of());
  }

  static KillableWorker start(LocalStack stack, Map<String, String> variables) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Duser.timezone=UTC",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            WorkerMain.class.getName());
    stack.environment().exportTo(builder.environment());
    builder.environment().put("WORKER_ADMIN_PORT", "0");
    builder.environment().putAll(variables);
    builder.redirectErrorStream(true);
    builder.redirectOutput(
        ProcessBuilder.Redirect.appendTo(Path.of("target", "worker-process.log").toFile()));
    return new KillableWorker(builder.start());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL: nothing of the process gets to run. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the worker survived a kill");
    }
  }

  /** SIGTERM; answers the exit code. */
  int stop() throws InterruptedException {
    process.toHandle().destroy();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the worker did not stop within " + LIMIT_SECONDS + " s");
    }
    return process.exitValue();
  }

  @Override
  public void close() throws InterruptedException {
    stop();
  }
}
