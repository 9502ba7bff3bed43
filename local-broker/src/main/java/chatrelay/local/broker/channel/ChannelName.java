package chatrelay.local.broker.channel;

import chatrelay.local.broker.wire.ProtocolException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A channel name as a client wrote it. {@code [?rewind=1]chat} and {@code chat} are one channel:
 * log, presence and capability use the bare name, every frame uses the name as requested.
 */
public record ChannelName(String requested, String bare, Map<String, String> params) {

  /** Checks and splits a name; error 40010 for an invalid one or an unknown qualifier. */
  public static ChannelName parse(String requested) {
    String bare = requested;
    Map<String, String> params = Map.of();
    if (requested.startsWith("[?")) {
      int end = requested.indexOf(']');
      if (end < 0) {
        throw invalid("unterminated qualifier");
      }
      params = parameters(requested.substring(2, end));
      bare = requested.substring(end + 1);
    } else if (requested.startsWith("[")) {
      throw invalid("this qualifier is not enabled");
    }
    check(bare);
    return new ChannelName(requested, bare, params);
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
