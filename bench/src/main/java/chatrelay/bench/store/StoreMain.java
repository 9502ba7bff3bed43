package chatrelay.bench.store;

import chatrelay.bench.Start;
import chatrelay.bench.Within;
import chatrelay.local.database.TestDatabase.Kind;
import chatrelay.local.stack.StartProgress;
import chatrelay.runtime.Environment;
import chatrelay.runtime.ExitCode;
import chatrelay.runtime.Logging;
import chatrelay.runtime.Program;
import chatrelay.runtime.Variable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench store}: the worker's stored rate next to what the database takes at most. */
@Command(
    name = "store",
    mixinStandardHelpOptions = true,
    description = "Measures the database alone and the worker's storing on it, in one run.",
    footer = {
      "",
      "Each figure is the median of its rounds, which alternate; each round has an empty schema.",
      "Example: bench/run store --connections 2 --batch 200 --seconds 5"
    })
public final class StoreMain implements Callable<Integer> {
  @Option(
      names = "--server",
      defaultValue = "EMBEDDED",
      description = "EMBEDDED (MariaDB) or MYSQL (8.0, needs Docker) (default EMBEDDED)")
  Kind server = Kind.EMBEDDED;

  @Option(
      names = "--rooms",
      defaultValue = "40",
      description = "rooms (default 40)",
      converter = Within.Rooms.class)
  int rooms;

  @Option(
      names = "--connections",
      defaultValue = "2",
      description = "threads (default 2)",
      converter = Within.Some.class)
  int connections;

  @Option(
      names = "--batch",
      defaultValue = "200",
      description = "a transaction (default 200)",
      converter = Within.Some.class)
  int batch;

  @Option(
      names = "--banned",
      defaultValue = "5",
      description = "percent of messages with a banned word (default 5)",
      converter = Within.OfHundred.class)
  int banned;

  @Option(
      names = "--warmup",
      defaultValue = "2",
      description = "seconds not measured (default 2)",
      converter = Within.Any.class)
  int warmup;

  @Option(
      names = "--seconds",
      defaultValue = "4",
      description = "of each figure (default 4)",
      converter = Within.Length.class)
  int seconds;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "of each figure (default 3)",
      converter = Within.Some.class)
  int rounds;

  @Option(names = "--only", split = ",", description = "some of: ${COMPLETION-CANDIDATES}")
  List<Figure> only = List.of();

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "global variable of the server, to see what it is worth")
  Map<String, String> variables = Map.of();

  /** Ends the process with the exit code of the measurement. */
  public static void main(String[] arguments) {
    Start.run(new StoreMain(), arguments);
  }

  @Override
  public Integer call() {
    return Program.once("store", this::measure);
  }

  private ExitCode measure(Environment environment) {
    Logging.toStandardError(
        environment.with(Map.of(Variable.LOG_LEVEL, "warn", Variable.LOG_FORMAT, "text")));
    Optional<String> missing = server.whyUnavailable();
    if (missing.isPresent()) {
      System.err.println("store: " + missing.get());
      return ExitCode.UNAVAILABLE;
    }
    StoreOptions options =
        new StoreOptions(
            server, variables, rooms, connections, batch, banned, warmup, seconds, seconds * 5_000);
    StartProgress progress = StartProgress.on(System.out);
    List<Figure> figures = only.isEmpty() ? List.of(Figure.values()) : only;
    // One unmeasured round first: it pays for compiling the code that all figures share.
    round(options, figures, progress, 0);
    List<Map<Figure, Meter.Reading>> readings =
        IntStream.rangeClosed(1, rounds)
            .mapToObj(round -> round(options, figures, progress, round))
            .toList();
    progress.say(heading() + new StoreTable(figures, readings).describe());
    return ExitCode.OK;
  }

  private Map<Figure, Meter.Reading> round(
      StoreOptions options, List<Figure> figures, StartProgress progress, int round) {
    Map<Figure, Meter.Reading> readings = new EnumMap<>(Figure.class);
    // Alternates direction, so that no figure always follows the same one.
    for (Figure figure : round % 2 == 0 ? figures.reversed() : figures) {
      try (StoreRun run = new StoreRun(options)) {
        Meter.Reading reading = run.measure(figure);
        readings.put(figure, reading);
        progress.say(
            "round %d of %d (0: not counted)   %-30s %,9.0f/s"
                .formatted(round, rounds, figure.title(), reading.perSecond()));
      }
    }
    return readings;
  }

  private String heading() {
    return "%n%s%s, %d connections, %d rooms, %d messages a transaction, %d %% with a banned word%n%n"
        .formatted(
            server,
            variables.isEmpty() ? "" : " with " + variables,
            connections,
            rooms,
            batch,
            banned);
  }
}
