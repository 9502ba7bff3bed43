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

  private static final Pattern AMOUNT = Pattern.compile("(\\d{1,6})(s|m)?");

  /**
   * Reads {@code rewind} and {@code rewindLimit}; null when there is none, error 40000 when
   * unreadable.
   */
  public static @Nullable Rewind of(Map<String, String> params) {
    String rewind = params.get("rewind");
    if (rewind == null) {
      return null;
    }
    Matcher amount = AMOUNT.matcher(rewind);
    Matcher limit = AMOUNT.matcher(params.getOrDefault("rewindLimit", String.valueOf(MAX + 1)));
    if (!amount.matches() || !limit.matches() || limit.group(2) != null) {
      throw new ProtocolException(40000, "Invalid rewind parameter");
    }
    int number = Integer.parseInt(amount.group(1));
    int most = Integer.parseInt(limit.group(1));
    return switch (amount.group(2)) {
      case null -> new Rewind(number, 0);
      case "s" -> new Rewind(most, number * 1_000L);
      default -> new Rewind(most, number * 60_000L);
    };
  }
}
