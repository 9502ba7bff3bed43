package chatrelay.worker.inbound;

import org.jspecify.annotations.Nullable;

/** The content of a message after the check of its shape. */
public sealed interface Content {
  /** The form of the data on the wire; the outbound message has the same form. */
  enum Shape {
    /** A bare string. */
    STRING,
    /** A JSON object with a {@code text}. */
    OBJECT;

    /** In lower case, as stored. */
    public String code() {
      return this == STRING ? "string" : "object";
    }

    /** The shape of a stored code. */
    public static Shape of(String code) {
      return code.equals("object") ? OBJECT : STRING;
    }
  }

  /**
   * A text to judge.
   *
   * @param text cleaned: no lone surrogates, no control characters but line feed and tab, 1 to
   *     4,000 code points
   * @param original as it came in, null when cleaning changed nothing
   * @param fields allow-listed fields beside the text as a JSON object, null if there are none
   */
  record Text(String text, @Nullable String original, Shape shape, @Nullable String fields)
      implements Content {}

  /**
   * Content that can't be published.
   *
   * @param original at most 1 KiB of what came in, for moderators; binary data as base64
   * @param encoding of {@code original}: base64, or what the SDK left undecoded; null for plain
   */
  record Refused(RejectionReason reason, String original, @Nullable String encoding, Shape shape)
      implements Content {}
}
