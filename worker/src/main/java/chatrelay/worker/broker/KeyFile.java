package chatrelay.worker.broker;

import chatrelay.schema.settings.AblySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker's key as its file holds it now, so that a key can be rotated without a restart.
 *
 * <p>A call reads the file again when the last reading is old enough, and otherwise costs a lock. A
 * file that can't be read, holds no key (an editor may be writing it) or the key of another app
 * changes nothing; that is logged once, without the content. Thread-safe.
 */
public final class KeyFile implements Supplier<AblySettings> {
  private static final Logger log = LoggerFactory.getLogger(KeyFile.class);

  private final Path file;
  private final long everyNanos;
  private AblySettings current;
  private long lookedAt = System.nanoTime();
  private boolean unusable;

  /** Starts with {@code initial} and looks at {@code file} at most once in {@code every}. */
  public KeyFile(AblySettings initial, Path file, Duration every) {
    this.current = initial;
    this.file = file;
    this.everyNanos = every.toNanos();
  }

  @Override
  public synchronized AblySettings get() {
    long now = System.nanoTime();
    if (now - lookedAt >= everyNanos) {
      lookedAt = now;
      look();
    }
    return current;
  }

  private void look() {
    try {
      AblySettings found = current.withKey(Files.readString(file).strip()).orElse(null);
      if (found == null) {
        complain("holds no key");
      } else if (!found.appId().equals(current.appId())) {
        // Its channels are others: positions and checkpoints would mean nothing there.
        complain("holds the key of another app, which requires a restart");
      } else {
        accept(found);
      }
    } catch (IOException unreadable) {
      complain("can't be read");
    }
  }

  private void accept(AblySettings found) {
    unusable = false;
    if (!found.equals(current)) {
      log.info("the key is now {}, it was {}", found.keyName(), current.keyName());
      current = found;
    }
  }

  private void complain(String what) {
    if (!unusable) {
      log.error("{} {}; the key {} stays in use", file, what, current.keyName());
    }
    unusable = true;
  }
}
