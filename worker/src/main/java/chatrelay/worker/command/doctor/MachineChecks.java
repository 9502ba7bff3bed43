package chatrelay.worker.command.doctor;

import chatrelay.moderation.files.WordListFile;
import chatrelay.runtime.Environment;
import chatrelay.runtime.ExitCode;
import chatrelay.runtime.Variable;
import chatrelay.schema.settings.WebSettings;
import chatrelay.worker.command.config.Configuration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Checks that need neither broker nor database. */
final class MachineChecks {
  private static final int JAVA = 25;
  private static final Duration PROBE = Duration.ofSeconds(1);

  private MachineChecks() {}

  /** For a machine without configuration: unset variables are no problem there. */
  static List<Check> withoutConfiguration(Environment environment) {
    return of(Configuration.read(environment).withoutMissing());
  }

  static List<Check> of(Configuration configuration) {
    List<Check> checks = new ArrayList<>();
    checks.add(java());
    checks.add(timeZone());
    checks.addAll(variables(configuration));
    checks.add(words(configuration));
    String admin = configuration.worker().adminHost();
    checks.add(port("port of the worker", admin, configuration.worker().adminPort()));
    WebSettings web = configuration.web();
    checks.add(port("port of the auth-service", web.host(), web.port()));
    checks.add(port("port of its metrics", "127.0.0.1", web.adminPort()));
    return checks;
  }

  private static Check java() {
    int version = Runtime.version().feature();
    String detail = "Java " + Runtime.version() + ", " + System.getProperty("java.vendor");
    return version >= JAVA
        ? Check.ok("java", detail)
        : Check.fail("java", detail, "install JDK " + JAVA + " or later", ExitCode.CONFIGURATION);
  }

  private static Check timeZone() {
    ZoneId zone = ZoneId.systemDefault();
    boolean utc = zone.getRules().equals(ZoneOffset.UTC.getRules());
    return utc
        ? Check.ok("time zone", "this process runs in " + zone)
        : Check.warn(
            "time zone",
            "this process runs in " + zone + "; stored times are UTC anyway",
            "start it with -Duser.timezone=UTC");
  }

  /** One check per problem, so that each appears next to its fix. */
  private static List<Check> variables(Configuration configuration) {
    if (configuration.problems().isEmpty()) {
      return List.of(Check.ok("configuration", "all variables are valid"));
    }
    return configuration.problems().stream()
        .map(problem ->
            Check.fail(
                "configuration",
                problem.variable() + " " + problem.cause(),
                problem.fix(),
                ExitCode.CONFIGURATION))
        .toList();
  }

  private static Check words(Configuration configuration) {
    Path file = configuration.worker().bannedWords();
    if (configuration.isWrong(Variable.BANNED_WORDS_FILE)) {
      return Check.fail(
          "banned words",
          "the file can't be used",
          "see \"configuration\"",
          ExitCode.CONFIGURATION);
    }
    if (file == null) {
      int words = WordListFile.defaultWords().rules().size();
      return Check.ok(
          "banned words",
          "no file; where no list is in force the built-in " + words + " example words apply");
    }
    return Check.ok("banned words", file + " can be used");
  }

  static Check port(String name, String host, int port) {
    if (port == 0) {
      return Check.ok(name, "any free port of " + host);
    }
    String where = host + ":" + port;
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      return Check.ok(name, where + " is free");
    } catch (IOException taken) {
      return isOurs(host, port)
          ? Check.ok(name, where + " is used by a program that serves /healthz")
          : Check.fail(
              name,
              where + " can't be listened on",
              "stop the program that uses it, or configure another port or address",
              ExitCode.UNAVAILABLE);
    }
  }

  private static boolean isOurs(String host, int port) {
    String reachable = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
    String bracketed = reachable.contains(":") ? "[" + reachable + "]" : reachable;
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PROBE).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://" + bracketed + ":" + port + "/healthz"))
              .timeout(PROBE)
              .build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException | IllegalArgumentException noAnswer) {
      return false;
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
