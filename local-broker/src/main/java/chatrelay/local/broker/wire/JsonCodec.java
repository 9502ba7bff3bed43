package chatrelay.local.broker.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * JSON to and from value trees. Depth and text length are limited by the parser, so hostile input
 * fails early. Stateless.
 */
final class JsonCodec {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(Format.MAX_DEPTH)
                          .maxStringLength(4 << 20)
                          .maxNumberLength(64)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonCodec() {}

  static @Nullable Object decode(byte[] bytes) {
    try (JsonParser parser = new WellFormed(MAPPER.createParser(bytes))) {
      return MAPPER.readValue(parser, Object.class);
    } catch (IOException e) {
      throw new ProtocolException(40000, "Malformed JSON");
    }
  }

  static byte[] encode(Object tree) {
    try {
      return MAPPER.writeValueAsBytes(tree);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A lone surrogate can't be written as UTF-8; it becomes U+FFFD, as in any UTF-8 transport. A
   * whole number is a long, or a double when it is too large, as in JavaScript.
   */
  private static final class WellFormed extends JsonParserDelegate {
    WellFormed(JsonParser parser) {
      super(parser);
    }

    @Override
    public String currentName() throws IOException {
      return wellFormed(super.currentName());
    }

    @Override
    public String getText() throws IOException {
      return wellFormed(super.getText());
    }

    @Override
    public Number getNumberValue() throws IOException {
      return switch (super.getNumberValue()) {
        case Integer small -> small.longValue();
        case BigInteger huge -> huge.doubleValue();
        case Number other -> other;
      };
    }

    private static String wellFormed(String text) {
      for (int i = 0; i < text.length(); i++) {
        if (Character.isSurrogate(text.charAt(i))) {
          return text.codePoints()
              .map(point -> point >= 0xD800 && point <= 0xDFFF ? 0xFFFD : point)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
        }
      }
      return text;
    }
  }
}
