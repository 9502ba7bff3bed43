package chatrelay.worker.command.lists;

import chatrelay.moderation.ModerationEngine;
import chatrelay.moderation.files.WordListFile;
import chatrelay.moderation.lists.BadListException;
import chatrelay.moderation.lists.WordList;
import chatrelay.runtime.Environment;
import chatrelay.runtime.ExitCode;
import chatrelay.runtime.Variable;
import chatrelay.schema.Database;
import chatrelay.worker.command.console.Actor;
import chatrelay.worker.command.console.RefusedException;
import chatrelay.worker.lists.ActiveLists;
import chatrelay.worker.lists.ListReference;
import chatrelay.worker.lists.StoredList;
import chatrelay.worker.lists.WordListStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The common parts of commands on word lists: names, lookup and refusals. */
public final class Lists {
  private Lists() {}

  /** The operator and the reason, as the lists store them. */
  static WordListStore.Actor actor(Actor actor) {
    return new WordListStore.Actor(actor.by(), actor.reason());
  }

  /**
   * The version that {@code name@3} names.
   *
   * @throws RefusedException when the text names none
   */
  public static ListReference reference(String text) {
    return ListReference.parse(text)
        .orElseThrow(
            () -> RefusedException.usage("\"" + text + "\" names no version; write one as name@3"));
  }

  static String name(String text) {
    if (!ListReference.isName(text)) {
      throw RefusedException.usage(
          "\"" + text + "\" is not a list name: 1 to 40 characters a-z 0-9 _ -");
    }
    return text;
  }

  /** {@code name@3}, or {@code name} for its newest version. */
  public static StoredList stored(WordListStore store, String text) {
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

  /** Reads a file of words; refuses a bad one with all its wrong lines. */
  public static WordList file(String name, Path file) {
    try {
      return WordListFile.parse(name, Files.readAllBytes(file));
    } catch (IOException unreadable) {
      throw RefusedException.usage(file + " can't be read; check the path and its permissions");
    } catch (BadListException bad) {
      String problems = String.join("\n  ", bad.problems().stream().map(Object::toString).toList());
      throw RefusedException.usage(file + " can't be used:\n  " + problems);
    }
  }

  /** The list for rooms to which no list of the database applies. */
  public static WordList ofFile(Environment environment) {
    return environment
        .path(Variable.BANNED_WORDS_FILE)
        .map(path -> file("banned-words", path))
        .orElseGet(WordListFile::defaultWords);
  }

  /** The lists in force as a worker would follow them; the caller closes it. */
  public static ActiveLists inForce(Database database, Environment environment) {
    ModerationEngine words = ModerationEngine.compile(List.of(ofFile(environment)));
    return ActiveLists.follow(new WordListStore(database), () -> words, Duration.ofHours(1));
  }

  /** The list outside the database, if {@code reference} is its {@code name@version}. */
  public static Optional<WordList> ofFile(Environment environment, String reference) {
    WordList list = ofFile(environment);
    return (list.name() + "@" + list.version()).equals(reference)
        ? Optional.of(list)
        : Optional.empty();
  }

  /** Converts a refusal of the store into one of the command. */
  public static RefusedException refused(IllegalArgumentException refusal) {
    return new RefusedException(ExitCode.FOUND, String.valueOf(refusal.getMessage()));
  }
}
