package chatrelay.worker.command;

import chatrelay.moderation.BadListException;
import chatrelay.moderation.ModerationEngine;
import chatrelay.moderation.WordListFile;
import chatrelay.runtime.AblySettings;
import chatrelay.runtime.ConfigurationException;
import chatrelay.runtime.ConfigurationException.Problem;
import chatrelay.runtime.Environment;
import chatrelay.runtime.Variable;
import chatrelay.worker.WorkerConfiguration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The variables read as both programs read them, with everything that is wrong.
 *
 * @param worker of use only as far as {@code problems} does not name its variables
 * @param problems in the order found; secrets are hidden
 */
record Configuration(
    WorkerConfiguration worker, AblySettings signer, Web web, List<Problem> problems) {
  private static final int LEAST_SESSION_SECRET = 32;
  private static final Set<String> LEVELS = Set.of("error", "warn", "info", "debug", "trace");
  private static final Set<String> FORMATS = Set.of("auto", "text", "json");

  /** Where the auth-service listens. */
  record Web(String host, int port, int adminPort) {}

  static Configuration read(Environment environment) {
    WorkerConfiguration worker = WorkerConfiguration.from(environment);
    words(environment);
    AblySettings signer = AblySettings.ofSigner(environment);
    Web web = web(environment);
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

  boolean isWrong(Variable... variables) {
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

  private static Web web(Environment environment) {
    String host = environment.text(Variable.AUTH_HOST);
    int port = (int) environment.number(Variable.PORT, 0, 65_535);
    int adminPort = (int) environment.number(Variable.AUTH_ADMIN_PORT, 0, 65_535);
    environment.duration(Variable.AUTH_TOKEN_TTL, Duration.ofMinutes(1), Duration.ofHours(1));
    environment.duration(Variable.AUTH_SESSION_TTL, Duration.ofMinutes(10), Duration.ofDays(400));
    environment.number(Variable.AUTH_RATE_LIMIT, 1, 1_000_000);
    environment
        .optionalSecret(Variable.AUTH_SESSION_SECRET)
        .map(secret -> secret.reveal().length())
        .filter(length -> length < LEAST_SESSION_SECRET)
        .ifPresent(length ->
            environment.problem(
                Variable.AUTH_SESSION_SECRET,
                "is *** (" + length + " characters)",
                "at least " + LEAST_SESSION_SECRET + " random characters"));
    for (String origin : environment.list(Variable.AUTH_ALLOWED_ORIGINS)) {
      if (!isOrigin(origin)) {
        environment.problem(
            Variable.AUTH_ALLOWED_ORIGINS,
            "has \"" + origin + "\", which is not an origin",
            "list origins as browsers send them, such as https://chat.example.org; no *, no path");
      }
    }
    for (String proxy : environment.list(Variable.AUTH_TRUSTED_PROXIES)) {
      if (!isAddressRange(proxy)) {
        environment.problem(
            Variable.AUTH_TRUSTED_PROXIES,
            "has \"" + proxy + "\", which is no address",
            "list addresses or ranges, such as 10.0.0.7 or 10.0.0.0/16");
      }
    }
    return new Web(host, port, adminPort);
  }

  private static boolean isOrigin(String text) {
    try {
      URI uri = URI.create(text);
      return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getRawPath().isEmpty()
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null
          && uri.getRawUserInfo() == null;
    } catch (IllegalArgumentException noUri) {
      return false;
    }
  }

  private static boolean isAddressRange(String text) {
    String[] parts = text.split("/", -1);
    try {
      int bits = InetAddress.ofLiteral(parts[0]).getAddress().length * 8;
      int prefix = parts.length == 1 ? bits : Integer.parseInt(parts[1]);
      return parts.length <= 2 && prefix >= 0 && prefix <= bits;
    } catch (IllegalArgumentException notALiteral) {
      return false;
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
