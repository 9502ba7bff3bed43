package chatrelay.local.broker.wire;

import org.jspecify.annotations.Nullable;

/**
 * The two encodings of Ably's protocol. Both decode to and encode from the value tree described at
 * {@link Fields}. Stateless.
 */
public enum WireFormat {
  JSON("application/json"),
  MSGPACK("application/x-msgpack");

  /** Nesting allowed in a request or frame; deeper input is refused with 40000. */
  static final int MAX_DEPTH = 200;

  private final String mediaType;

  WireFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  /** Exactly what clients compare with; a charset parameter would break ably-java and ably-js. */
  public String mediaType() {
    return mediaType;
  }

  /** Encodes a value tree, of which {@link Fields} may be part. */
  public byte[] encode(Object tree) {
    return this == JSON ? JsonCodec.encode(tree) : MsgpackCodec.encode(tree);
  }

  /**
   * Decodes; malformed, too deep or length-lying input is refused with 40000 and never allocates
   * more than a small multiple of the input.
   */
  public Object decode(byte[] bytes) {
    Object tree = this == JSON ? JsonCodec.decode(bytes) : MsgpackCodec.decode(bytes);
    if (tree == null) {
      throw new ProtocolException(40000, "Expected a value, got null");
    }
    return tree;
  }

  /** The format a {@code format} parameter or media type names; null when it names none. */
  public static @Nullable WireFormat named(@Nullable String name) {
    if (name == null) {
      return null;
    }
    if (name.contains("msgpack")) {
      return MSGPACK;
    }
    return name.contains("json") ? JSON : null;
  }
}
