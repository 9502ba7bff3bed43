package chatrelay.worker;

import chatrelay.runtime.Variable;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * Classes of the worker, loaded and linked by an earlier run, with which the next ones start.
 *
 * <p>As docs/reliability.md advises for production. Java takes them from jars only (JEP 483), so
 * that folders of the class path are packed first.
 */
record AheadOfTimeCache(String classPath, Path file) {
  private static final Path FOLDER = Path.of("target", "ahead-of-time").toAbsolutePath();

  /** Options of Java that use it. */
  List<String> options() {
    return List.of("-XX:AOTCache=" + file, "-cp", classPath);
  }

  /** Runs a worker on {@code stack} until {@code trained} returns, and keeps what it loaded. */
  static AheadOfTimeCache train(
      TestStack stack, Map<Variable, String> changes, int heap, Runnable trained)
      throws IOException, InterruptedException {
    Files.createDirectories(FOLDER);
    Path file = FOLDER.resolve("worker.aot");
    Files.deleteIfExists(file);
    String classPath = packed(System.getProperty("java.class.path"));
    List<String> options = List.of("-XX:AOTCacheOutput=" + file, "-cp", classPath);
    WorkerProcess worker = WorkerProcess.start(stack, changes, heap, options);
    trained.run();
    worker.stop();
    if (!Files.exists(file)) {
      throw new AssertionError("no cache was written; see target/worker-process.log");
    }
    return new AheadOfTimeCache(classPath, file);
  }

  private static String packed(String classPath) throws IOException {
    List<String> jars = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      if (Files.isDirectory(path)) {
        jars.add(pack(path, FOLDER.resolve("classes-" + jars.size() + ".jar")).toString());
      } else if (Files.exists(path)) {
        jars.add(entry);
      }
    }
    return String.join(File.pathSeparator, jars);
  }

  private static Path pack(Path folder, Path jar) throws IOException {
    try (Stream<Path> files = Files.walk(folder);
        OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        entries.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
        Files.copy(file, entries);
        entries.closeEntry();
      }
    }
    return jar;
  }
}
