package chatrelay.local.broker.channel;

import chatrelay.local.broker.wire.ProtocolException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How far an attachment goes back: the last {@code count} messages, at most those of the last
 * {@code millis} when not 0.
 */
public record Rewind(int count, long millis) {
  /** No rewind replays more (Ably documentation, "Rewind"). */
  public static final int MAX = 100;

  private static final Pattern TIME = Pattern.compile("(\\d{1,6})(s|m)");

  /**
   * Reads {@code rewind} and {@code rewindLimit}; null when there is none, error 40000 when
   * unreadable.
   */
  public static @Nullable Rewind of(Map<String, String> params) {
    String rewind = params.get("rewind");
    if (rewind == null) {
      return null;
    }
    int limit =
        params.containsKey("rewindLimit")
            ? number(String.valueOf(params.get("rewindLimit")))
            : MAX + 1;
    Matcher time = TIME.matcher(rewind);
    if (time.matches()) {
      return new Rewind(
          limit, Long.parseLong(time.group(1)) * (time.group(2).equals("s") ? 1_000 : 60_000));
    }
    return new Rewind(number(rewind), 0);
  }

  private static int number(String text) {
    if (!text.matches("\\d{1,6}")) {
      throw new ProtocolException(40000, "Invalid rewind parameter");
    }
    return Integer.parseInt(text);
  }
}
