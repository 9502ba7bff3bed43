package chatrelay.runtime;

import java.time.Duration;
import java.util.Optional;

/** Durations as people write them: a whole number and ms, s, m, h or d. */
public final class Durations {
  private static final int LONGEST_NUMBER = 15;

  private Durations() {}

  /** The duration, or empty when the text has another form. */
  public static Optional<Duration> parse(String text) {
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    if (digits == 0 || digits > LONGEST_NUMBER) {
      return Optional.empty();
    }
    long number = Long.parseLong(text.substring(0, digits));
    try {
      return switch (text.substring(digits).strip()) {
        case "ms" -> Optional.of(Duration.ofMillis(number));
        case "s" -> Optional.of(Duration.ofSeconds(number));
        case "m" -> Optional.of(Duration.ofMinutes(number));
        case "h" -> Optional.of(Duration.ofHours(number));
        case "d" -> Optional.of(Duration.ofDays(number));
        default -> Optional.empty();
      };
    } catch (ArithmeticException beyondAnyClock) {
      return Optional.empty();
    }
  }

  /** In the largest unit that divides it. */
  public static String format(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 86_400_000 == 0) {
      return duration.toDays() + "d";
    }
    if (millis % 3_600_000 == 0) {
      return duration.toHours() + "h";
    }
    if (millis % 60_000 == 0) {
      return duration.toMinutes() + "m";
    }
    return millis % 1000 == 0 ? duration.toSeconds() + "s" : millis + "ms";
  }
}
