package chatrelay.bench.load;

import chatrelay.bench.Start;
import chatrelay.bench.Within;
import chatrelay.local.stack.LocalStack;
import chatrelay.local.stack.StartProgress;
import chatrelay.runtime.Environment;
import chatrelay.runtime.ExitCode;
import chatrelay.runtime.Program;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench load}: the sustained rate of the whole path and its latency, publish to receipt. */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    description = "Publishes to many rooms of a local stack and measures what arrives.",
    footer = {"", "Example: bench/run load --rooms 8 --clients 4 --seconds 20"})
public final class LoadMain implements Callable<Integer> {
  @Option(
      names = "--rooms",
      defaultValue = "8",
      description = "rooms, 1 to 200 (default 8)",
      converter = Within.Rooms.class)
  int rooms;

  @Option(
      names = "--clients",
      defaultValue = "4",
      description = "publishing clients (default 4)",
      converter = Within.Some.class)
  int clients;

  @Option(
      names = "--client-kind",
      defaultValue = "SDK",
      description = "sdk: ably-java; bare: WebSockets that take less of the machine (default sdk)")
  Clients clientKind = Clients.SDK;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "length, 1 to 600 (default 20)",
      converter = Within.Length.class)
  int seconds;

  @Option(
      names = "--warmup",
      defaultValue = "5",
      description = "seconds not measured (default 5)",
      converter = Within.Any.class)
  int warmup;

  @Option(
      names = "--rate",
      defaultValue = "0",
      description = "messages a second in total; 0 for as fast as acknowledged (default 0)",
      converter = Within.Any.class)
  int rate;

  @Option(
      names = "--window",
      defaultValue = "200",
      description = "unacknowledged messages of one client at most (default 200)",
      converter = Within.Some.class)
  int window;

  @Option(
      names = "--backtest",
      paramLabel = "ROWS",
      defaultValue = "0",
      description =
          "before that, wait for so many stored messages and measure live latency while a backtest"
              + " judges them, three times (default 0: none)",
      converter = Within.Any.class)
  int backtest;

  /** Ends the process with the exit code of the measurement. */
  public static void main(String[] arguments) {
    Start.run(new LoadMain(), arguments);
  }

  @Override
  public Integer call() {
    return Program.once("load", this::measure);
  }

  private ExitCode measure(Environment environment) {
    Environment loaded = ManyRooms.in(environment, rooms, 0);
    StartProgress progress = StartProgress.on(System.out);
    try (LocalStack stack =
        LocalStack.launch(
            loaded, LocalStack.Options.aside(Path.of("bench/target/stack")), progress)) {
      LoadRun run = new LoadRun(stack, clientKind, rooms, clients, window, rate);
      progress.say(run.measure(warmup, seconds, backtest).describe());
    }
    return ExitCode.OK;
  }
}
