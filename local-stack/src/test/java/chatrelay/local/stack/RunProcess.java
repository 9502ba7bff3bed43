package chatrelay.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The program behind {@code ./run} as a process of its own, in a process group of its own. */
final class RunProcess implements AutoCloseable {
  static final Duration LIMIT = Duration.ofMinutes(2);

  private final Process process;
  private final Path folder;

  private RunProcess(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
  }

  /** Starts it with {@code folder} as working directory; its data goes into {@code folder/data}. */
  static RunProcess start(Path folder, Map<String, String> variables, String... arguments)
      throws IOException {
    List<String> command =
        Stream.concat(
                Stream.of(
                    "setsid",
                    "env",
                    "--default-signal=INT", // a build in the background has it ignored
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-cp",
                    absolute(System.getProperty("java.class.path")),
                    LocalStackMain.class.getName()),
                Arrays.stream(arguments))
            .toList();
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("LOCAL_FOLDER", folder.resolve("data").toString());
    environment.put(
        "LOCAL_DATABASE_FOLDER", Path.of("target", "mariadb").toAbsolutePath().toString());
    for (String port :
        List.of("PORT", "LOCAL_BROKER_PORT", "WORKER_ADMIN_PORT", "AUTH_ADMIN_PORT")) {
      environment.put(port, "0");
    }
    environment.putAll(variables);
    builder
        .redirectOutput(folder.resolve("output").toFile())
        .redirectError(folder.resolve("errors").toFile());
    return new RunProcess(builder.start(), folder);
  }

  private static String absolute(String classPath) {
    return String.join(
        ":",
        Arrays.stream(classPath.split(":"))
            .map(part -> Path.of(part).toAbsolutePath().toString())
            .toList());
  }

  /** Both streams so far. */
  String output() throws IOException {
    return standardOutput() + errors();
  }

  String standardOutput() throws IOException {
    return Files.readString(folder.resolve("output"));
  }

  String errors() throws IOException {
    return Files.readString(folder.resolve("errors"));
  }

  void awaitOutput(String part) {
    await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(LIMIT)
        .until(() -> output().contains(part) || !process.isAlive());
  }

  /** A signal to the whole group, as a terminal sends it. */
  void signal(String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, "--", "-" + process.pid()).start().waitFor();
  }

  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  void assertNothingLeft() {
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() ->
            assertThat(
                    ProcessHandle.allProcesses()
                        .filter(other ->
                            other.info().commandLine().orElse("").contains(folder.toString())))
                .isEmpty());
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
