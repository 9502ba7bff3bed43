package chatrelay.auth.limit;

import java.time.Duration;

/**
 * Whether a caller may go on.
 *
 * @param granted whether the turn is reserved for the caller
 * @param delay how long until the turn, or until it is worth asking again
 */
public record Turn(boolean granted, Duration delay) {}
