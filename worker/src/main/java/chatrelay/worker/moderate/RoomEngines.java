package chatrelay.worker.moderate;

import chatrelay.moderation.ModerationEngine;

/** Which engine judges the messages of a room at this moment. Thread-safe. */
@FunctionalInterface
public interface RoomEngines {
  /**
   * The engine for {@code room}; asked once a message, so that a message never meets two versions.
   *
   * @throws org.jooq.exception.DataAccessException while the lists in force are unknown; the caller
   *     retries the message
   * @throws RuntimeException any other: the message can't be judged
   */
  ModerationEngine of(String room);
}
