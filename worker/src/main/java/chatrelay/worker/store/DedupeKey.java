package chatrelay.worker.store;

import chatrelay.worker.inbound.InboundMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The identity of a message: SHA-256 over channel, client id and message id, each prefixed by its
 * length.
 *
 * <p>The client id is part of it because ids are chosen by clients: otherwise one client could
 * block another's id. Compared as 32 bytes, because text collations treat different ids as equal.
 */
public final class DedupeKey {
  private final byte[] bytes;

  private DedupeKey(byte[] bytes) {
    this.bytes = bytes;
  }

  static DedupeKey of(InboundMessage message) {
    String clientId = message.clientId();
    return of(message.room().inbound(), clientId == null ? "" : clientId, message.id());
  }

  /** Of a message on {@code channel}; an anonymous sender is the empty client id. */
  public static DedupeKey of(String channel, String clientId, String id) {
    MessageDigest digest = sha256();
    for (String part : new String[] {channel, clientId, id}) {
      byte[] encoded = part.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(4).putInt(encoded.length).array());
      digest.update(encoded);
    }
    return new DedupeKey(digest.digest());
  }

  /** As it was stored, 32 bytes. */
  public static DedupeKey ofStored(byte[] bytes) {
    return new DedupeKey(bytes);
  }

  /** The 32 bytes of the column; not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DedupeKey key && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return ByteBuffer.wrap(bytes).getInt();
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes, 0, 6);
  }
}
