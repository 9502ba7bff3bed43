package chatrelay.worker.command.doctor;

import chatrelay.runtime.Environment;
import chatrelay.runtime.ExitCode;
import chatrelay.runtime.Variable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The needs of {@code ./run} on a machine where nothing is configured and nothing runs yet. */
final class LocalChecks {
  private LocalChecks() {}

  static List<Check> of(Environment environment) {
    List<Check> checks = new ArrayList<>();
    checks.add(
        Check.warn(
            "broker and database",
            "none is configured, and no ./run is running here",
            "./run starts one of each on this machine; .env.example shows how to use others"));
    checks.add(folder(environment.path(Variable.LOCAL_FOLDER).orElseThrow()));
    int port = (int) environment.number(Variable.LOCAL_BROKER_PORT, 0, 65_535);
    checks.add(MachineChecks.port("port of the local broker", "127.0.0.1", port));
    return checks;
  }

  private static Check folder(Path folder) {
    Path existing = folder.toAbsolutePath();
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    boolean writable =
        existing != null && Files.isDirectory(existing) && Files.isWritable(existing);
    return writable
        ? Check.ok("local folder", folder + " can be written")
        : Check.fail(
            "local folder",
            folder + " can't be written",
            "make it writable or set LOCAL_FOLDER to another",
            ExitCode.UNAVAILABLE);
  }
}
