package chatrelay.schema;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The name of a room: 1 to 64 characters a-z 0-9 _ -, beginning and ending with a letter or digit.
 *
 * <p>The alphabet is what makes it safe inside channel names, capabilities and URLs: no wildcard,
 * separator, bracket or line break can be smuggled in.
 */
public record RoomName(String value) implements Comparable<RoomName> {
  /**
   * Rooms are spread over this many shards; fixed, because leases and rows are keyed by the shard.
   */
  public static final int SHARDS = 16;

  private static final Pattern VALID = Pattern.compile("[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?");

  /** Checks {@code value}; the message of the exception may be shown to the caller. */
  public RoomName {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          "a room name has 1 to 64 characters a-z, 0-9, _ or - and begins and ends with a letter"
              + " or digit");
    }
  }

  /** The room name; IllegalArgumentException with the rule otherwise. */
  public static RoomName of(String value) {
    return new RoomName(value);
  }

  /** The room name, or empty when it breaks the rule; for untrusted input. */
  public static Optional<RoomName> parse(String value) {
    return isValid(value) ? Optional.of(new RoomName(value)) : Optional.empty();
  }

  private static boolean isValid(String value) {
    return value.length() <= 64 && VALID.matcher(value).matches();
  }

  /** crc32 of the name modulo {@link #SHARDS}: 0 to 15, the same in every version. */
  public int shard() {
    CRC32 checksum = new CRC32();
    checksum.update(value.getBytes(StandardCharsets.US_ASCII));
    return (int) (checksum.getValue() % SHARDS);
  }

  @Override
  public int compareTo(RoomName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
