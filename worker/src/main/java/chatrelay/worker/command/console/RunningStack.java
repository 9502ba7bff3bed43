package chatrelay.worker.command.console;

import chatrelay.runtime.Environment;
import chatrelay.runtime.Variable;
import chatrelay.schema.settings.LocalParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The chat-relay that {@code ./run} has started on this machine, as recorded in LOCAL_FOLDER.
 *
 * <p>{@code running.env} there names its process and the broker and database it chose; it is
 * readable by its owner only and removed when the process ends in order. The file of a dead process
 * is ignored.
 */
public record RunningStack(Path folder, Map<Variable, String> variables) {
  private static final String FILE = "running.env";
  private static final String PROCESS = "# process ";
  private static final Set<String> CHANNELS =
      Set.of("INBOUND_CHANNEL", "OUTBOUND_CHANNEL", "FEEDBACK_CHANNEL");

  /** Whether the environment names neither a broker nor a database. */
  public static boolean isNeeded(Environment environment) {
    return hasNoBroker(environment) && hasNoDatabase(environment);
  }

  /**
   * The environment with the broker or the database of {@code ./run} where it names none itself.
   * Unchanged when there is nothing to add.
   */
  public static Environment join(Environment environment) {
    if (!hasNoBroker(environment) && !hasNoDatabase(environment)) {
      return environment;
    }
    return find(environment).map(running -> running.addTo(environment)).orElse(environment);
  }

  public static Optional<RunningStack> find(Environment environment) {
    Path folder = environment.path(Variable.LOCAL_FOLDER).orElseThrow();
    try {
      List<String> lines = Files.readAllLines(folder.resolve(FILE));
      return lines.stream().anyMatch(RunningStack::namesLivingProcess)
          ? Optional.of(new RunningStack(folder, read(lines)))
          : Optional.empty();
    } catch (IOException absent) {
      return Optional.empty();
    }
  }

  private static boolean namesLivingProcess(String line) {
    if (!line.startsWith(PROCESS)) {
      return false;
    }
    try {
      long process = Long.parseLong(line.substring(PROCESS.length()).strip());
      return ProcessHandle.of(process).filter(ProcessHandle::isAlive).isPresent();
    } catch (NumberFormatException damaged) {
      return false;
    }
  }

  private static Map<Variable, String> read(List<String> lines) {
    Map<Variable, String> variables = new EnumMap<>(Variable.class);
    for (String line : lines) {
      int equals = line.indexOf('=');
      Variable variable = equals < 0 ? null : named(line.substring(0, equals));
      if (variable != null) {
        variables.put(variable, line.substring(equals + 1));
      }
    }
    return variables;
  }

  private static @Nullable Variable named(String name) {
    try {
      return Variable.valueOf(name);
    } catch (IllegalArgumentException another) {
      return null;
    }
  }

  private Environment addTo(Environment environment) {
    boolean broker = hasNoBroker(environment);
    boolean database = hasNoDatabase(environment);
    Map<Variable, String> added = new EnumMap<>(Variable.class);
    variables.forEach((variable, value) -> {
      String name = variable.name();
      boolean wanted =
          (broker && (name.startsWith("ABLY_") || CHANNELS.contains(name)))
              || (database && name.startsWith("DB_"));
      if (wanted && !environment.isSet(variable)) {
        added.put(variable, value);
      }
    });
    return environment.with(added);
  }

  private static boolean hasNoBroker(Environment environment) {
    return LocalParts.neededBy(environment).broker();
  }

  public static boolean hasNoDatabase(Environment environment) {
    return LocalParts.neededBy(environment).database();
  }
}
