package chatrelay.local.database;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What the embedded server needs of the file system, with errors a developer can act on. */
final class Folders {
  private Folders() {}

  static Path sibling(Path folder, String suffix) {
    return folder.resolveSibling(folder.getFileName() + suffix);
  }

  /** Creates a folder and proves by a file that it can be written: root ignores permission bits. */
  static void createWritable(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, ".write-check", ""));
    } catch (IOException failure) {
      throw new EmbeddedDatabaseException(
          "The folder "
              + folder
              + " is not writable ("
              + failure.getClass().getSimpleName()
              + "). Give this user write permission or choose another folder.",
          failure);
    }
  }

  static boolean isEmptyOrMissing(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return true;
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children.findAny().isEmpty();
    }
  }

  static void deleteIfEmpty(Path folder) throws IOException {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException occupied) {
      throw new IOException(folder + " is not empty", occupied);
    }
  }

  static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> tree = Files.walk(folder)) {
      deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }
}
