package chatrelay.worker.command.config;

import chatrelay.runtime.ConfigurationException;
import chatrelay.runtime.ConfigurationException.Problem;
import chatrelay.runtime.Environment;
import chatrelay.runtime.Logging;
import chatrelay.runtime.Variable;
import chatrelay.schema.settings.AblySettings;
import chatrelay.schema.settings.WebSettings;
import chatrelay.worker.WorkerConfiguration;
import java.util.List;

/**
 * The variables as both programs read them, with all problems.
 *
 * @param worker valid only where {@code problems} does not name its variables
 * @param problems in the order found; secrets are hidden
 */
public record Configuration(
    WorkerConfiguration worker, AblySettings signer, WebSettings web, List<Problem> problems) {
  public static Configuration read(Environment environment) {
    WorkerConfiguration worker = WorkerConfiguration.from(environment);
    AblySettings signer = AblySettings.ofSigner(environment);
    WebSettings web = WebSettings.from(environment);
    Logging.check(environment);
    return new Configuration(worker, signer, web, problems(environment));
  }

  /** The same where what is not set is no problem: a {@code ./run} supplies or would supply it. */
  public Configuration withoutMissing() {
    return new Configuration(
        worker,
        signer,
        web,
        problems.stream().filter(problem -> !problem.cause().equals("is not set")).toList());
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
}
