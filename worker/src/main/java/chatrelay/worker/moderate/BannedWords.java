package chatrelay.worker.moderate;

import chatrelay.moderation.ModerationEngine;
import chatrelay.moderation.files.WordListFile;
import chatrelay.moderation.lists.BadListException;
import chatrelay.moderation.lists.WordList;
import chatrelay.runtime.Environment;
import chatrelay.runtime.RepeatedTurn;
import chatrelay.runtime.Variable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine for the operator's list of banned words, rebuilt when the file changes.
 *
 * <p>Looks at the file's time, size and identity on one thread of its own, {@code banned-words}.
 * When the file can't be read or used, the old list stays in force and all reasons are logged once.
 * Without a file the built-in list judges and no thread runs.
 */
public final class BannedWords implements Supplier<ModerationEngine>, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BannedWords.class);
  private static final String LIST = "banned-words";

  private final @Nullable Path file;
  private final @Nullable RepeatedTurn looks;
  private final LongAdder refused = new LongAdder();
  private volatile Loaded loaded;
  private Seen seen;

  private record Seen(long modified, long size, @Nullable Object identity) {
    static final Seen NOTHING = new Seen(-1, -1, null);
  }

  private record Loaded(ModerationEngine engine, int rules) {
    static Loaded of(WordList list) {
      return new Loaded(ModerationEngine.compile(List.of(list)), list.rules().size());
    }
  }

  private BannedWords(@Nullable Path file, Loaded loaded, Seen seen) {
    this.file = file;
    this.loaded = loaded;
    this.seen = seen;
    this.looks = file == null ? null : new RepeatedTurn("banned-words", this::reload);
  }

  /**
   * The file that BANNED_WORDS_FILE names, null without one; a problem is recorded when it can't be
   * read or used.
   */
  public static @Nullable Path fileOf(Environment environment) {
    Path file = environment.path(Variable.BANNED_WORDS_FILE).orElse(null);
    if (file == null) {
      return null;
    }
    String shown = "is " + environment.shown(Variable.BANNED_WORDS_FILE);
    try {
      load(file);
    } catch (IOException unreadable) {
      environment.problem(
          Variable.BANNED_WORDS_FILE,
          shown + ", which can't be read",
          "check the path and its permissions, or unset it for the built-in list");
    } catch (BadListException bad) {
      environment.problem(
          Variable.BANNED_WORDS_FILE, shown + ", which can't be used", bad.problems().toString());
    }
    return file;
  }

  /** The built-in list. */
  public static BannedWords builtIn() {
    Loaded words = Loaded.of(WordListFile.defaultWords());
    return new BannedWords(null, words, Seen.NOTHING);
  }

  /**
   * Follows {@code file}, looking at it every {@code every}.
   *
   * @throws BadListException when its content can't be used
   * @throws IOException when it can't be read
   */
  public static BannedWords follow(Path file, Duration every) throws IOException {
    Seen seen = look(file);
    BannedWords words = new BannedWords(file, load(file), seen);
    if (words.looks != null) {
      words.looks.start(every, every);
    }
    return words;
  }

  @Override
  public ModerationEngine get() {
    return loaded.engine();
  }

  /** How many words are banned now. */
  public int rules() {
    return loaded.rules();
  }

  /** Unusable versions of the file so far. */
  public long refused() {
    return refused.sum();
  }

  @Override
  public void close() {
    if (looks != null) {
      looks.close();
    }
  }

  private void reload() {
    Path followed = file;
    if (followed == null) {
      return;
    }
    Seen now = Seen.NOTHING;
    try {
      now = look(followed);
      if (now.equals(seen)) {
        return;
      }
      loaded = load(followed);
      log.info("banned words reloaded, now {}", get().listVersion());
    } catch (IOException | RuntimeException | Error unusable) {
      // A list that exceeds memory is unusable like any other.
      if (!now.equals(seen)) {
        refused.increment();
        log.warn("banned words stay {}: {}", get().listVersion(), unusable.toString());
      }
    }
    seen = now;
  }

  private static Loaded load(Path file) throws IOException {
    return Loaded.of(WordListFile.parse(LIST, Files.readAllBytes(file)));
  }

  private static Seen look(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return new Seen(
        attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
        attributes.size(),
        attributes.fileKey());
  }
}
