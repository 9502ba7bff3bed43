package chatrelay.runtime;

import chatrelay.runtime.ConfigurationException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds a secret in its variable, in the file named by NAME_FILE, or in systemd's credentials. */
final class SecretSource {
  private static final String CREDENTIALS = "CREDENTIALS_DIRECTORY";

  /** The placeholder that examples use for a secret, as in schema/users.sql. */
  private static final List<String> PLACEHOLDERS = List.of("YOUR_", "CHANGEME", "CHANGE-ME");

  private final Map<String, String> values;
  private final List<Problem> problems;

  SecretSource(Map<String, String> values, List<Problem> problems) {
    this.values = values;
    this.problems = problems;
  }

  Optional<Secret> find(Variable variable) {
    List<String> found = new ArrayList<>();
    String inline = values.getOrDefault(variable.name(), "").strip();
    if (!inline.isEmpty()) {
      found.add(inline);
    }
    named(variable).flatMap(file -> read(variable.name() + "_FILE", file)).ifPresent(found::add);
    credential(variable).flatMap(file -> read(CREDENTIALS, file)).ifPresent(found::add);
    if (found.size() > 1) {
      report(variable.name(), "has two sources", "keep the variable, the file or the credential");
    }
    return found.stream().findFirst().filter(value -> isReal(variable, value)).map(Secret::of);
  }

  /** Where the secret would be read again; empty when its variable holds it. */
  Optional<Path> file(Variable variable) {
    return named(variable).or(() -> credential(variable));
  }

  private Optional<Path> named(Variable variable) {
    String file = values.getOrDefault(variable.name() + "_FILE", "").strip();
    return file.isEmpty() ? Optional.empty() : Optional.of(Path.of(file));
  }

  private Optional<Path> credential(Variable variable) {
    String folder = values.getOrDefault(CREDENTIALS, "");
    return folder.isEmpty()
        ? Optional.empty()
        : Optional.of(Path.of(folder, variable.name().toLowerCase(Locale.ROOT)))
            .filter(Files::exists);
  }

  private Optional<String> read(String name, Path file) {
    try {
      return Optional.of(Files.readString(file).strip()).filter(value -> !value.isEmpty());
    } catch (IOException unreadable) {
      report(
          name, "names a file that can't be read: " + file, "check the path and its permissions");
      return Optional.empty();
    }
  }

  /** An unchanged placeholder would only fail later, at the broker or the database. */
  private boolean isReal(Variable variable, String value) {
    String upper = value.toUpperCase(Locale.ROOT);
    boolean bracketed = upper.startsWith("<") && upper.endsWith(">");
    if (bracketed || PLACEHOLDERS.stream().anyMatch(upper::contains)) {
      report(variable.name(), "still holds a placeholder", "set it: " + variable.meaning());
      return false;
    }
    return true;
  }

  private void report(String name, String cause, String fix) {
    Problem problem = new Problem(name, cause, fix);
    if (!problems.contains(problem)) {
      problems.add(problem);
    }
  }
}
