package chatrelay.local.broker.channel;

/**
 * Issues channel serials {@code <14-digit ms>-<3-digit counter>@<series>}: ever increasing, also
 * when the clock steps back, and sortable as text. Not thread-safe; guarded by the channel's lock.
 */
final class SerialClock {
  private final String series;
  private long millis;
  private int counter;

  SerialClock(String series, long now) {
    this.series = series;
    this.millis = now;
  }

  String next(long now) {
    if (now > millis) {
      millis = now;
      counter = 0;
    } else if (++counter > 999) {
      millis++;
      counter = 0;
    }
    return current();
  }

  /** The last serial issued, or a point before the first one. */
  String current() {
    StringBuilder text = new StringBuilder(32);
    pad(text, Long.toString(millis), 14);
    text.append('-');
    pad(text, Integer.toString(counter), 3);
    return text.append('@').append(series).toString();
  }

  /** Continues after a serial of an earlier run. */
  void advanceTo(String serial) {
    long time = Long.parseLong(serial.substring(0, 14));
    if (time >= millis) {
      millis = time;
      counter = Integer.parseInt(serial.substring(15, 18));
    }
  }

  /** The part that is the same for all serials of one broker. */
  static String seriesOf(String serial) {
    return serial.substring(18);
  }

  static String ofMember(String serial, int index) {
    StringBuilder text = new StringBuilder(serial.length() + 4).append(serial).append(':');
    pad(text, Integer.toString(index), 3);
    return text.toString();
  }

  private static void pad(StringBuilder text, String digits, int width) {
    text.repeat("0", Math.max(0, width - digits.length())).append(digits);
  }
}
