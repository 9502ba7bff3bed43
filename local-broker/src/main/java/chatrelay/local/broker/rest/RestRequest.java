package chatrelay.local.broker.rest;

import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.ProtocolException;
import chatrelay.local.broker.wire.WireFormat;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An HTTP request taken apart: decoded path segments ({@code %2F} stays inside its segment), query
 * parameters, headers and the body.
 */
@SuppressWarnings("ArrayRecordComponent") // The body is read once and never compared.
public record RestRequest(
    String method, List<String> path, Map<String, String> query, HttpHeaders headers, byte[] body) {

  /** Splits a raw path and decodes each segment; error 40000 for a broken percent sequence. */
  public static List<String> segments(String rawPath) {
    List<String> segments = new ArrayList<>();
    for (String segment : rawPath.substring(rawPath.startsWith("/") ? 1 : 0).split("/", -1)) {
      try {
        segments.add(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
      } catch (IllegalArgumentException broken) {
        throw new ProtocolException(40000, "Malformed path");
      }
    }
    return segments;
  }

  /** The format of the answer: {@code Accept} first, then {@code format}, else JSON. */
  public WireFormat answerFormat() {
    WireFormat accepted = WireFormat.named(headers.get("accept"));
    WireFormat asked = accepted == null ? WireFormat.named(query.get("format")) : accepted;
    return asked == null ? WireFormat.JSON : asked;
  }

  /** The format of the body by its content type, else JSON. */
  WireFormat bodyFormat() {
    WireFormat declared = WireFormat.named(headers.get("content-type"));
    return declared == null ? WireFormat.JSON : declared;
  }

  /** The decoded body; an empty one reads as an empty object. */
  Object tree() {
    return body.length == 0 ? new Fields().asMap() : bodyFormat().decode(body);
  }

  /** The body as an object. */
  Fields object() {
    return Fields.of(tree());
  }

  /** The protocol version the client speaks; 2 when it does not say. */
  int version() {
    String version = headers.get("x-ably-version", query.getOrDefault("v", "2"));
    return version.matches("\\d{1,4}") ? Integer.parseInt(version) : 2;
  }

  /** A whole-number parameter; error 40003 when it is something else. */
  long number(String name, long otherwise) {
    String text = query.get(name);
    if (text == null || text.isEmpty()) {
      return otherwise;
    }
    if (!text.matches("-?\\d{1,18}")) {
      throw new ProtocolException(40003, "Parameter '" + name + "' must be a whole number");
    }
    return Long.parseLong(text);
  }
}
