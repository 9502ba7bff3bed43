package chatrelay.local.broker.junit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs scripts against the official ably-js in Node, for tests that want the JavaScript SDK.
 *
 * <p>One folder, one version of the SDK, taken with npm. A machine without node or npm skips the
 * test with the reason. Not for several threads at a time.
 */
public final class NodeScripts {
  private final Path folder;
  private final Duration limit;

  private NodeScripts(Path folder, Duration limit) {
    this.folder = folder;
    this.limit = limit;
  }

  /** Output (both streams) and exit code of a script. */
  public record Result(int exitCode, String output) {}

  /**
   * Installs {@code ably@version} into {@code folder}, an empty folder of the test's own.
   *
   * @param limit for npm and for each script
   * @throws org.opentest4j.TestAbortedException when node is missing or npm can't install
   */
  public static NodeScripts withAbly(String version, Path folder, Duration limit)
      throws InterruptedException {
    NodeScripts scripts = new NodeScripts(folder, limit);
    assumeTrue(scripts.succeeds("node", "--version"), "node is missing");
    String ably = "ably@" + version;
    List<String> install =
        List.of("npm", "install", "--no-audit", "--no-fund", "--prefer-offline", "--prefix", ".");
    List<String> command = new ArrayList<>(install);
    command.add(ably);
    assumeTrue(
        scripts.succeeds(command.toArray(String[]::new)), ably + " can't be installed with npm");
    return scripts;
  }

  /**
   * Runs {@code source}, which takes the SDK by {@code require('ably')} and its arguments from
   * {@code process.argv.slice(2)}.
   *
   * @throws AssertionError when it takes longer than the limit; the process is ended
   */
  public Result run(String source, String... arguments) throws IOException, InterruptedException {
    Path script = Files.writeString(folder.resolve("script.js"), source);
    List<String> command = new ArrayList<>(List.of("node", script.toString()));
    command.addAll(List.of(arguments));
    return execute(command.toArray(String[]::new));
  }

  private boolean succeeds(String... command) throws InterruptedException {
    try {
      return execute(command).exitCode() == 0;
    } catch (IOException missing) {
      return false;
    }
  }

  private Result execute(String... command) throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(command[0] + " took longer than " + limit.toSeconds() + " s");
    }
    return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
  }
}
