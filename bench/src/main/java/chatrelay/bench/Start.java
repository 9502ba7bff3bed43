package chatrelay.bench;

import chatrelay.runtime.ExitCode;
import picocli.CommandLine;

/** Starts a measuring command. */
public final class Start {
  private Start() {}

  /** Runs {@code command} and ends the process with its exit code, 64 for wrong usage. */
  public static void run(Object command, String... arguments) {
    CommandLine line = new CommandLine(command);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.getCommandSpec().exitCodeOnInvalidInput(ExitCode.USAGE.code());
    System.exit(line.execute(arguments));
  }
}
