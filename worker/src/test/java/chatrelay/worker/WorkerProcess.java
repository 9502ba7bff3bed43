package chatrelay.worker;

import chatrelay.local.database.LeastRights;
import chatrelay.runtime.Variable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The worker as a program of its own, which a test may freeze and kill. */
final class WorkerProcess implements AutoCloseable {
  private static final long LIMIT_SECONDS = 40;

  private final Process process;
  private boolean frozen;

  private WorkerProcess(Process process) {
    this.process = process;
  }

  /** Starts it on {@code stack} with leases of {@code lease}. */
  static WorkerProcess start(TestStack stack, String lease) throws IOException {
    return start(stack, lease, 192);
  }

  /** Starts it with a heap of so many MiB, past which it ends. */
  static WorkerProcess start(TestStack stack, String lease, int heap) throws IOException {
    Map<Variable, String> changes = new EnumMap<>(Variable.class);
    changes.put(Variable.WORKER_LEASE, lease);
    changes.put(Variable.WORKER_QUEUE_BYTES, Integer.toString(8 << 20));
    changes.put(Variable.WORKER_ROOM_POLL, "200ms");
    return start(stack, changes, heap);
  }

  /** Starts it as in production, at any rate, but for {@code changes}. */
  static WorkerProcess start(TestStack stack, Map<Variable, String> changes, int heap)
      throws IOException {
    return start(stack, changes, heap, List.of("-cp", System.getProperty("java.class.path")));
  }

  /** The same with {@code options} of Java, which name the class path. */
  static WorkerProcess start(
      TestStack stack, Map<Variable, String> changes, int heap, List<String> options)
      throws IOException {
    Path log = Path.of("target", "worker-process.log").toAbsolutePath();
    Files.createDirectories(log.getParent());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + heap + "m");
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Duser.timezone=UTC");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(options);
    command.add(WorkerMain.class.getName());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(variables(stack, changes));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return new WorkerProcess(builder.start());
  }

  private static Map<String, String> variables(TestStack stack, Map<Variable, String> changes) {
    Map<Variable, String> values = new EnumMap<>(Variable.class);
    values.put(Variable.ABLY_API_KEY, stack.broker().key());
    values.put(Variable.ABLY_ENDPOINT, stack.broker().host());
    values.put(Variable.ABLY_PORT, Integer.toString(stack.broker().port()));
    values.put(Variable.ABLY_TLS, "false");
    values.put(Variable.DB_HOST, stack.server().host());
    values.put(Variable.DB_PORT, Integer.toString(stack.server().port()));
    values.put(Variable.DB_NAME, stack.server().name());
    values.put(Variable.DB_USERNAME, "chat_worker");
    values.put(Variable.DB_PASSWORD, LeastRights.password("chat_worker"));
    values.put(Variable.DB_SSL_MODE, "PREFERRED");
    values.put(Variable.DB_MIGRATE, "false");
    values.put(Variable.WORKER_ADMIN_PORT, "0");
    values.put(Variable.WORKER_PUBLISH_RATE, "0");
    values.putAll(changes);
    Map<String, String> variables = new HashMap<>();
    values.forEach((variable, value) -> variables.put(variable.name(), value));
    return variables;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGSTOP: it keeps everything and does nothing. */
  void freeze() throws IOException, InterruptedException {
    signal("-STOP");
    frozen = true;
  }

  /** SIGCONT. */
  void thaw() throws IOException, InterruptedException {
    signal("-CONT");
    frozen = false;
  }

  private void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", name, Long.toString(process.pid())).start();
    if (!kill.waitFor(5, TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new AssertionError("kill " + name + " failed");
    }
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
  public void close() throws Exception {
    if (frozen) {
      thaw();
    }
    if (process.isAlive()) {
      kill();
    }
  }
}
