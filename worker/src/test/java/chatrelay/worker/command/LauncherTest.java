package chatrelay.worker.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./chat} and {@code ./run} do before Java runs. */
@Timeout(20)
class LauncherTest {
  private final Path folder;

  LauncherTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void java_reads_and_writes_utf8_where_the_locale_knows_only_ascii() throws Exception {
    assertThat(localeUnder("C")).isEqualTo("C.UTF-8");
    assertThat(localeUnder("POSIX")).isEqualTo("C.UTF-8");
    assertThat(localeUnder("C.UTF-8")).isEqualTo("C.UTF-8");
  }

  private String localeUnder(String locale) throws IOException, InterruptedException {
    Path java = folder.resolve("java");
    Files.writeString(java, "#!/bin/sh\nprintf %s \"$LC_ALL\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    Files.createDirectories(folder.resolve("module/target"));
    Files.writeString(folder.resolve("module/target/classpath"), "none.jar");
    Path launcher = Path.of("..", "build", "launch.sh").toAbsolutePath();
    ProcessBuilder command =
        new ProcessBuilder("bash", "-c", ". '" + launcher + "'; java=" + java + "; start module M")
            .directory(folder.toFile())
            .redirectErrorStream(true);
    command.environment().put("LC_ALL", locale);
    Process process = command.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return output;
  }
}
