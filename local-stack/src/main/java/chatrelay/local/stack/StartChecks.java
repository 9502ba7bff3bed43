package chatrelay.local.stack;

import chatrelay.runtime.ConfigurationException;
import chatrelay.runtime.ConfigurationException.Problem;
import chatrelay.runtime.Environment;
import chatrelay.runtime.ListeningPort;
import chatrelay.runtime.Variable;
import chatrelay.schema.RoomName;
import chatrelay.schema.settings.LocalParts;
import chatrelay.worker.command.config.Configuration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The problems of a start, found before anything has started: every variable of every part, by the
 * code that {@code ./chat config check} uses, then every port.
 */
final class StartChecks {
  private StartChecks() {}

  /**
   * Checks the variables, and the ports unless any free ones are acceptable.
   *
   * @throws ConfigurationException with all problems
   * @throws chatrelay.runtime.UnavailableException with all ports in use
   */
  static void run(Environment environment, boolean anyPorts) {
    LocalParts parts = LocalParts.neededBy(environment);
    Environment complete = parts.standInFor(environment);
    long brokerPort = complete.number(Variable.LOCAL_BROKER_PORT, 0, 65_535);
    for (String name : complete.list(Variable.LOCAL_ROOMS)) {
      if (RoomName.parse(name).isEmpty()) {
        complete.problem(
            Variable.LOCAL_ROOMS,
            "has the invalid room \"" + name + '"',
            "names of 1 to 64 characters a-z 0-9 _ -");
      }
    }
    Configuration configuration = Configuration.read(complete);
    List<ListeningPort> ports = new ArrayList<>();
    if (parts.broker()) {
      ports.add(new ListeningPort(Variable.LOCAL_BROKER_PORT, "127.0.0.1", (int) brokerPort));
    }
    ports.add(
        new ListeningPort(Variable.PORT, configuration.web().host(), configuration.web().port()));
    ports.add(
        new ListeningPort(Variable.AUTH_ADMIN_PORT, "127.0.0.1", configuration.web().adminPort()));
    ports.add(
        new ListeningPort(
            Variable.WORKER_ADMIN_PORT,
            configuration.worker().adminHost(),
            configuration.worker().adminPort()));
    List<Problem> problems = new ArrayList<>(configuration.problems());
    if (!anyPorts && problems.isEmpty()) {
      problems.addAll(usedTwice(ports));
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    if (!anyPorts) {
      ListeningPort.requireFree(ports);
    }
  }

  private static List<Problem> usedTwice(List<ListeningPort> ports) {
    List<Problem> problems = new ArrayList<>();
    Map<Integer, Variable> users = new HashMap<>();
    for (ListeningPort port : ports) {
      Variable other = port.port() == 0 ? null : users.putIfAbsent(port.port(), port.variable());
      if (other != null) {
        problems.add(
            new Problem(
                port.variable().name(),
                "is " + port.port() + ", as is " + other,
                "give each its own port, or 0 for any free one"));
      }
    }
    return problems;
  }
}
