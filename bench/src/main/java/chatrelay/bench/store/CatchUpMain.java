package chatrelay.bench.store;

import chatrelay.bench.Start;
import chatrelay.bench.Within;
import chatrelay.bench.load.ManyRooms;
import chatrelay.local.stack.LocalStack;
import chatrelay.local.stack.StartProgress;
import chatrelay.runtime.Environment;
import chatrelay.runtime.ExitCode;
import chatrelay.runtime.Program;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench catch-up}: how long a worker that was away takes for what it missed. */
@Command(
    name = "catch-up",
    mixinStandardHelpOptions = true,
    description = "Publishes a backlog without a worker, starts one and times how it catches up.",
    footer = {"", "Example: bench/run catch-up --messages 100000 --rooms 40"})
public final class CatchUpMain implements Callable<Integer> {
  @Option(
      names = "--messages",
      defaultValue = "100000",
      description = "backlog (default 100000)",
      converter = Within.Some.class)
  int messages;

  @Option(
      names = "--rooms",
      defaultValue = "40",
      description = "rooms, 1 to 200 (default 40)",
      converter = Within.Rooms.class)
  int rooms;

  @Option(
      names = "--banned",
      defaultValue = "5",
      description = "percent of messages with a banned word (default 5)",
      converter = Within.OfHundred.class)
  int banned;

  @Option(
      names = "--rounds",
      defaultValue = "2",
      description =
          "backlogs, one after the other; the first meets a cold process, the next ones a worker that"
              + " was away (default 2)",
      converter = Within.Some.class)
  int rounds;

  @Option(
      names = "--publish-rate",
      defaultValue = "0",
      description = "WORKER_PUBLISH_RATE, messages a second and room; 0 for no limit (default 0)",
      converter = Within.Any.class)
  int publishRate;

  /** Ends the process with the exit code of the measurement. */
  public static void main(String[] arguments) {
    Start.run(new CatchUpMain(), arguments);
  }

  @Override
  public Integer call() {
    return Program.once("catch-up", this::measure);
  }

  private ExitCode measure(Environment environment) {
    Environment backlog = ManyRooms.in(environment, rooms, publishRate);
    StartProgress progress = StartProgress.on(System.out);
    try (LocalStack stack =
        LocalStack.launch(
            backlog,
            LocalStack.Options.aside(Path.of("bench/target/stack")).withoutWorker(),
            progress)) {
      Backlog run = new Backlog(stack, progress, rooms, messages, banned);
      for (int round = 1; round <= rounds; round++) {
        progress.step("publish the backlog", run::publish);
        progress.say(run.catchUp().describe(round));
      }
    }
    return ExitCode.OK;
  }
}
