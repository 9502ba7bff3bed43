package chatrelay.worker;

import chatrelay.runtime.Program;

/** The worker as a process: configured by environment variables, ended by SIGTERM. */
public final class WorkerMain {
  private WorkerMain() {}

  /** Runs until it is told to stop; exit codes as in {@code chatrelay.runtime.ExitCode}. */
  public static void main(String[] arguments) {
    int code =
        Program.run(
            "worker",
            environment -> {
              WorkerConfiguration configuration = WorkerConfiguration.from(environment);
              environment.check();
              return Worker.launch(configuration);
            });
    // The SDK's threads would keep the JVM for a minute.
    System.exit(code);
  }
}
