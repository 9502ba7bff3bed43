package chatrelay.worker.command.config;

import chatrelay.moderation.ModerationEngine;
import chatrelay.moderation.files.WordListFile;
import chatrelay.moderation.lists.BadListException;
import chatrelay.runtime.ConfigurationException;
import chatrelay.runtime.ConfigurationException.Problem;
import chatrelay.runtime.Environment;
import chatrelay.runtime.Variable;
import chatrelay.schema.settings.AblySettings;
import chatrelay.schema.settings.WebSettings;
import chatrelay.worker.WorkerConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The variables read as both programs read them, with everything that is wrong.
 *
 * @param worker of use only as far as {@code problems} does not name its variables
 * @param problems in the order found; secrets are hidden
 */
public record Configuration(
    WorkerConfiguration worker, AblySettings signer, WebSettings web, List<Problem> problems) {
  private static final Set<String> LEVELS = Set.of("error", "warn", "info", "debug", "trace");
  private static final Set<String> FORMATS = Set.of("auto", "text", "json");

  public static Configuration read(Environment environment) {
    WorkerConfiguration worker = WorkerConfiguration.from(environment);
    words(environment);
    AblySettings signer = AblySettings.ofSigner(environment);
    WebSettings web = WebSettings.from(environment);
    oneOf(environment, Variable.LOG_LEVEL, LEVELS);
    oneOf(environment, Variable.LOG_FORMAT, FORMATS);
    return new Configuration(worker, signer, web, problems(environment));
  }

  private static List<Problem> problems(Environment environment) {
    try {
      environment.check();
      return List.of();
    } catch (ConfigurationException wrong) {
      return wrong.problems();
    }
  }

  public boolean isWrong(Variable... variables) {
    for (Variable variable : variables) {
      if (problems.stream().anyMatch(problem -> problem.variable().startsWith(variable.name()))) {
        return true;
      }
    }
    return false;
  }

  private static void words(Environment environment) {
    Path file = environment.path(Variable.BANNED_WORDS_FILE).orElse(null);
    if (file == null) {
      return;
    }
    String shown = "is " + environment.shown(Variable.BANNED_WORDS_FILE);
    try {
      ModerationEngine.compile(
          List.of(WordListFile.parse("banned-words", Files.readAllBytes(file))));
    } catch (IOException unreadable) {
      environment.problem(
          Variable.BANNED_WORDS_FILE,
          shown + ", which can't be read",
          "check the path and its rights, or unset it for the built-in list");
    } catch (BadListException bad) {
      environment.problem(
          Variable.BANNED_WORDS_FILE, shown + ", which can't be used", bad.problems().toString());
    }
  }

  private static void oneOf(Environment environment, Variable variable, Set<String> allowed) {
    if (!allowed.contains(environment.text(variable).toLowerCase(java.util.Locale.ROOT))) {
      environment.problem(
          variable,
          "is " + environment.shown(variable),
          "one of " + allowed.stream().sorted().toList());
    }
  }
}
