package chatrelay.local.broker.channel;

import chatrelay.local.broker.wire.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A channel name as a client wrote it. {@code [?rewind=1]chat} and {@code chat} are one channel:
 * log, presence and capability use the bare name, every frame uses the name as requested. {@code
 * [filter=<base64 of an expression>?rewind=1]chat} is that channel too, for subscribers that want
 * only what the filter lets through; the capability must name {@code [filter]chat} or {@code [*]…}.
 */
public record ChannelName(
    String requested, String bare, Map<String, String> params, @Nullable MessageFilter filter) {
  private static final String FILTER = "filter=";

  /**
   * Checks and splits a name to publish to or read from; error 40010 for an invalid one, an unknown
   * qualifier or a filtered channel, which can only be attached to.
   */
  public static ChannelName parse(String requested) {
    ChannelName name = parseForAttach(requested);
    if (name.filter != null) {
      throw invalid("a filtered channel can only be subscribed to");
    }
    return name;
  }

  /** The same for a name to attach to, which may be that of a filtered channel. */
  public static ChannelName parseForAttach(String requested) {
    String bare = requested;
    String qualifier = "";
    if (requested.startsWith("[")) {
      int end = requested.indexOf(']');
      if (end < 0) {
        throw invalid("unterminated qualifier");
      }
      qualifier = requested.substring(1, end);
      bare = requested.substring(end + 1);
    }
    int question = qualifier.indexOf('?');
    String kind = question < 0 ? qualifier : qualifier.substring(0, question);
    if (!kind.startsWith(FILTER) && (!kind.isEmpty() || requested.startsWith("[]"))) {
      throw invalid("this qualifier is not enabled");
    }
    Map<String, String> params =
        question < 0 ? Map.of() : parameters(qualifier.substring(question + 1));
    check(bare);
    return new ChannelName(requested, bare, params, kind.isEmpty() ? null : filterOf(kind));
  }

  /** What a capability must name to allow this. */
  public String resource() {
    return filter == null ? bare : "[filter]" + bare;
  }

  private static MessageFilter filterOf(String kind) {
    try {
      byte[] expression = Base64.getDecoder().decode(kind.substring(FILTER.length()));
      return MessageFilter.parse(new String(expression, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException noBase64) {
      throw invalid("the filter is no base64");
    }
  }

  private static void check(String bare) {
    if (bare.isEmpty()) {
      throw invalid("empty");
    }
    char first = bare.charAt(0);
    if (first == ':'
        || first == ','
        || first == '['
        || Character.isWhitespace(first)
        || Character.isSpaceChar(first)) {
      throw invalid("starts with a reserved character");
    }
    for (int i = 0; i < bare.length(); i++) {
      if (isLineBreak(bare.charAt(i))) {
        throw invalid("contains a line break");
      }
    }
  }

  private static boolean isLineBreak(char c) {
    return (c >= '\n' && c <= '\r') || c == '\u0085' || c == '\u2028' || c == '\u2029';
  }

  private static Map<String, String> parameters(String text) {
    Map<String, String> params = new LinkedHashMap<>();
    for (String pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals <= 0) {
        throw invalid("malformed parameters in the qualifier");
      }
      params.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return params;
  }

  private static ProtocolException invalid(String reason) {
    return new ProtocolException(40010, "Invalid channel name: " + reason);
  }
}
