package chatrelay.runtime;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A value that must never be printed: keys, passwords, signing secrets.
 *
 * <p>{@link #toString()} hides it, so a record that holds one can be logged. Equality compares in
 * constant time. Immutable and thread-safe.
 */
public final class Secret {
  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  /** Wraps {@code value}; the empty string is allowed (a database user without a password). */
  public static Secret of(String value) {
    return new Secret(value);
  }

  /** The value itself; call it only where it leaves the process or signs something. */
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that
        && MessageDigest.isEqual(
            value.getBytes(StandardCharsets.UTF_8), that.value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "***";
  }
}
