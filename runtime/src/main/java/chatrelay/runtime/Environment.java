package chatrelay.runtime;

import chatrelay.runtime.ConfigurationException.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The variables a program was started with: the process's own, then those of a {@code .env} file.
 *
 * <p>Reading a wrong value records a problem and returns the default, so that {@link #check()}
 * reports all problems together. A secret may also come from the file named by {@code NAME_FILE} or
 * from {@code $CREDENTIALS_DIRECTORY/name}; two sources are a problem. Used by one thread, at
 * start.
 */
public final class Environment {
  private static final Set<String> OWN_PREFIXES =
      Set.of("ABLY_", "DB_", "WORKER_", "AUTH_", "INBOUND_", "OUTBOUND_", "BANNED_", "LOCAL_");
  private static final Set<String> NOT_OURS = Set.of("LOCAL_USER_ID", "LOCAL_UID", "LOCAL_GID");

  private final Map<String, String> values;
  private final SecretSource secrets;
  private final List<Problem> unreadable;
  private final List<Problem> problems;

  private Environment(Map<String, String> values, List<Problem> unreadable) {
    this.values = new TreeMap<>(values);
    this.unreadable = List.copyOf(unreadable);
    this.problems = new ArrayList<>(unreadable);
    this.secrets = new SecretSource(this.values, problems);
    findUnknown();
  }

  /** Reads {@code dotEnv} if it exists, under the process's variables, which win. */
  public static Environment load(Path dotEnv) {
    List<Problem> unreadable = new ArrayList<>();
    Map<String, String> values = DotEnvFile.read(dotEnv, unreadable);
    values.putAll(System.getenv());
    return new Environment(values, unreadable);
  }

  /** Exactly {@code values}; for tests and for programs that start others. */
  public static Environment of(Map<String, String> values) {
    return new Environment(values, List.of());
  }

  /**
   * The same variables with some set differently. Problems with values are dropped, since a value
   * may be another one now; lines of the file that can't be read stay problems.
   */
  public Environment with(Map<Variable, String> changes) {
    Map<String, String> changed = new TreeMap<>(values);
    changes.forEach((variable, value) -> changed.put(variable.name(), value));
    return new Environment(changed, unreadable);
  }

  /** Copies every variable of chat-relay that is set into {@code target}, secrets included. */
  public void exportTo(Map<String, String> target) {
    values.forEach((name, value) -> {
      if (Spelling.isKnown(name)) {
        target.put(name, value);
      }
    });
  }

  /** Whether it is set; the empty string counts as unset. */
  public boolean isSet(Variable variable) {
    return raw(variable) != null;
  }

  /** The value or its default; a problem and "" when there is neither. */
  public String text(Variable variable) {
    String value = rawOrFallback(variable);
    if (value == null) {
      problem(variable, "is not set", "set it: " + variable.meaning());
      return "";
    }
    return value;
  }

  /** The value or its default, if there is either. */
  public Optional<String> optionalText(Variable variable) {
    return Optional.ofNullable(rawOrFallback(variable));
  }

  /** A whole number between {@code least} and {@code most}, both included. */
  public long number(Variable variable, long least, long most) {
    String fix = "a whole number from " + least + " to " + most;
    try {
      long value = Long.parseLong(text(variable));
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException notANumber) {
      // Reported below, like a number out of range.
    }
    problem(variable, "is " + shown(variable), fix);
    return fallbackNumber(variable, least);
  }

  /** {@code true} or {@code false}, in any case. */
  public boolean flag(Variable variable) {
    return switch (text(variable).toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> {
        problem(variable, "is " + shown(variable), "true or false");
        yield Boolean.parseBoolean(variable.fallback());
      }
    };
  }

  /** A duration such as {@code 500ms}, {@code 10s}, {@code 30m}, {@code 24h} or {@code 7d}. */
  public Duration duration(Variable variable, Duration least, Duration most) {
    String value = text(variable);
    Optional<Duration> duration = Durations.parse(value);
    if (duration.isPresent()
        && duration.get().compareTo(least) >= 0
        && duration.get().compareTo(most) <= 0) {
      return duration.get();
    }
    problem(
        variable,
        "is " + shown(variable),
        "a duration from " + Durations.format(least) + " to " + Durations.format(most));
    return least;
  }

  /** One of an enum's constants, in any case. */
  public <E extends Enum<E>> E choice(Variable variable, Class<E> type) {
    String value = text(variable);
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(value)) {
        return constant;
      }
    }
    problem(
        variable, "is " + shown(variable), "one of " + List.of(type.getEnumConstants()).toString());
    return type.getEnumConstants()[0];
  }

  /** A path, if one is set or has a default. */
  public Optional<Path> path(Variable variable) {
    return optionalText(variable).map(Path::of);
  }

  /** A comma-separated list without blanks; empty when unset. */
  public List<String> list(Variable variable) {
    return optionalText(variable).stream()
        .flatMap(text -> List.of(text.split(",", -1)).stream())
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  /** A secret that must be there; a problem and an empty secret when it is not. */
  public Secret secret(Variable variable) {
    Optional<Secret> secret = optionalSecret(variable);
    if (secret.isEmpty()) {
      problem(variable, "is not set", "set it or " + variable + "_FILE: " + variable.meaning());
    }
    return secret.orElse(Secret.of(""));
  }

  /** A secret from the variable, its file or the credentials directory. */
  public Optional<Secret> optionalSecret(Variable variable) {
    return secrets.find(variable);
  }

  /** The file a secret is read from, which may be read again later; empty for an inline one. */
  public Optional<Path> secretFile(Variable variable) {
    return secrets.file(variable);
  }

  /** Records a problem with a variable's value; {@link #check()} reports it. */
  public void problem(Variable variable, String cause, String fix) {
    Problem problem = new Problem(variable.name(), cause, fix);
    if (problems.stream().noneMatch(known -> known.variable().equals(variable.name()))) {
      problems.add(problem);
    }
  }

  /** The value as it may be printed: quoted, or hidden when it is a secret. */
  public String shown(Variable variable) {
    String value = rawOrFallback(variable);
    if (value == null) {
      return "not set";
    }
    return variable.kind() == Variable.Kind.SECRET ? "***" : '"' + value + '"';
  }

  /**
   * Ends the reading.
   *
   * @throws ConfigurationException with every problem found so far
   */
  public void check() {
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  private @Nullable String raw(Variable variable) {
    String value = values.get(variable.name());
    return value == null || value.isBlank() ? null : value.strip();
  }

  private @Nullable String rawOrFallback(Variable variable) {
    String value = raw(variable);
    return value == null ? variable.fallback() : value;
  }

  private static long fallbackNumber(Variable variable, long least) {
    String fallback = variable.fallback();
    return fallback == null ? least : Long.parseLong(fallback);
  }

  private void findUnknown() {
    for (String name : values.keySet()) {
      if (!Spelling.isKnown(name) && isOurs(name)) {
        String fix =
            Spelling.nearest(name)
                .map(nearest -> "did you mean " + nearest + "?")
                .orElse("remove it; .env.example lists every variable");
        problems.add(new Problem(name, "is not a variable of chat-relay", fix));
      }
    }
  }

  private static boolean isOurs(String name) {
    return OWN_PREFIXES.stream().anyMatch(name::startsWith) && !NOT_OURS.contains(name);
  }
}
