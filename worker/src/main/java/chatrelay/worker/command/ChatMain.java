package chatrelay.worker.command;

import chatrelay.runtime.Environment;
import chatrelay.worker.command.console.Terminal;
import java.io.Console;
import java.nio.file.Path;
import java.util.Optional;

/** The operator's command line as a process; {@code ./chat} starts it. */
public final class ChatMain {
  private ChatMain() {}

  /** Runs one command; exit codes as in {@code chatrelay.runtime.ExitCode}. */
  public static void main(String[] arguments) {
    boolean terminal =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    boolean colour = terminal && Optional.ofNullable(System.getenv("NO_COLOR")).isEmpty();
    Terminal console = new Terminal(System.out, System.err, terminal, colour);
    int code = ChatCommand.run(console, () -> Environment.load(Path.of(".env")), arguments);
    System.out.flush();
    // The SDK's threads would keep the JVM alive for a minute.
    System.exit(code);
  }
}
