package chatrelay.local.stack;

import chatrelay.runtime.Environment;
import chatrelay.runtime.Variable;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Starts stacks for tests, each in a folder of its own under target/ and on free ports. */
final class Stacks {
  private static final AtomicInteger started = new AtomicInteger();

  private Stacks() {}

  static Path newFolder() {
    return Path.of(
        "target", "stacks", ProcessHandle.current().pid() + "-" + started.incrementAndGet());
  }

  static LocalStack start() {
    return start(LocalStack.Options.aside(newFolder()));
  }

  static LocalStack start(LocalStack.Options options) {
    return start(options, Map.of());
  }

  static LocalStack start(LocalStack.Options options, Map<Variable, String> changes) {
    Map<Variable, String> variables = new EnumMap<>(Variable.class);
    variables.put(Variable.LOCAL_DATABASE_FOLDER, "target/mariadb");
    variables.put(Variable.WORKER_PUBLISH_RATE, "0");
    variables.put(Variable.AUTH_RATE_LIMIT, "100000");
    variables.putAll(changes);
    return LocalStack.launch(
        Environment.of(Map.of()).with(variables), options, StartProgress.silent());
  }
}
