package chatrelay.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a command to its end, within a minute. */
final class Shell {
  private static final long LIMIT_SECONDS = 60;

  private Shell() {}

  /** Exit code and both streams. */
  record Result(int exitCode, String output) {}

  static Result run(Path folder, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("output", ".txt");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(List.of(command))
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command[0] + " took longer than " + LIMIT_SECONDS + " s");
      }
      return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    } finally {
      Files.delete(output);
    }
  }

  /** True when the command can be run and answers 0 to {@code --version}. */
  static boolean has(String command) throws InterruptedException {
    try {
      return run(Path.of("."), Map.of(), command, "--version").exitCode() == 0;
    } catch (IOException missing) {
      return false;
    }
  }
}
