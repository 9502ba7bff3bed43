package chatrelay.worker;

import chatrelay.runtime.Program;

/** The worker as a process: configured by environment variables, ended by SIGTERM. */
public final class WorkerMain {
  private WorkerMain() {}

  /** Runs until a signal stops it; exit codes as in {@code chatrelay.runtime.ExitCode}. */
  public static void main(String[] arguments) {
    int code =
        Program.run(
            "worker",
            environment -> {
              WorkerConfiguration configuration = WorkerConfiguration.from(environment);
              environment.check();
              return Worker.launch(configuration);
            });
    // The SDK's threads would keep the JVM alive for a minute.
    System.exit(code);
  }
}
