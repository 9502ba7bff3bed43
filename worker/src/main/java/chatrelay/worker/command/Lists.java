package chatrelay.worker.command;

import chatrelay.moderation.BadListException;
import chatrelay.moderation.WordList;
import chatrelay.moderation.WordListFile;
import chatrelay.runtime.Environment;
import chatrelay.runtime.ExitCode;
import chatrelay.runtime.Variable;
import chatrelay.worker.lists.ListReference;
import chatrelay.worker.lists.StoredList;
import chatrelay.worker.lists.WordListStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the commands about word lists share: how lists are named, found and refused. */
final class Lists {
  private Lists() {}

  /** Who does it and why; in every command that changes something. */
  static final class Actor {
    private static final int LONGEST_REASON = 500;
    private static final int LONGEST_NAME = 100;

    @Option(
        names = "--by",
        paramLabel = "NAME",
        description = "Who does this. Default: the user of this machine.")
    private String by = System.getProperty("user.name", "unknown");

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept with the list.")
    private @Nullable String reason;

    WordListStore.Actor get() {
      if (by.isBlank() || by.length() > LONGEST_NAME) {
        throw RefusedException.usage("--by has 1 to " + LONGEST_NAME + " characters");
      }
      if (reason != null && reason.length() > LONGEST_REASON) {
        throw RefusedException.usage("--reason has at most " + LONGEST_REASON + " characters");
      }
      return new WordListStore.Actor(by.strip(), reason);
    }
  }

  static ListReference reference(String text) {
    return ListReference.parse(text)
        .orElseThrow(
            () -> RefusedException.usage("\"" + text + "\" names no version; write one as name@3"));
  }

  static String name(String text) {
    if (!ListReference.isName(text)) {
      throw RefusedException.usage(
          "\"" + text + "\" is no list name: 1 to 40 characters a-z 0-9 _ -");
    }
    return text;
  }

  /** {@code name@3}, or {@code name} for its newest version. */
  static StoredList stored(WordListStore store, String text) {
    try {
      Optional<StoredList> found =
          text.contains("@") ? store.find(reference(text)) : store.newest(name(text));
      return found.orElseThrow(() ->
          RefusedException.notFound(
              "there is no word list " + text + "; ./chat lists show names all"));
    } catch (IllegalStateException damaged) {
      throw new RefusedException(ExitCode.FOUND, String.valueOf(damaged.getMessage()));
    }
  }

  /** Reads a file of words; a bad one is refused with every line that is wrong. */
  static WordList file(String name, Path file) {
    try {
      return WordListFile.parse(name, Files.readAllBytes(file));
    } catch (IOException unreadable) {
      throw RefusedException.usage(file + " can't be read; check the path and its rights");
    } catch (BadListException bad) {
      String problems = String.join("\n  ", bad.problems().stream().map(Object::toString).toList());
      throw RefusedException.usage(file + " can't be used:\n  " + problems);
    }
  }

  /** What judges where no list of the database applies. */
  static WordList ofFile(Environment environment) {
    return environment
        .path(Variable.BANNED_WORDS_FILE)
        .map(path -> file("banned-words", path))
        .orElseGet(WordListFile::defaultWords);
  }

  /** A list named by {@code name@version} that is in no database. */
  static Optional<WordList> ofFile(Environment environment, String reference) {
    WordList list = ofFile(environment);
    return (list.name() + "@" + list.version()).equals(reference)
        ? Optional.of(list)
        : Optional.empty();
  }

  /** Turns what the store refuses into a refusal of the command. */
  static RefusedException refused(IllegalArgumentException refusal) {
    return new RefusedException(ExitCode.FOUND, String.valueOf(refusal.getMessage()));
  }
}
