package chatrelay.bench;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Whole numbers that make sense for an option; others end the command, which names the bounds. For
 * {@code Option.converter}.
 */
public abstract class Within implements ITypeConverter<Integer> {
  private final int least;
  private final int most;

  private Within(int least, int most) {
    this.least = least;
    this.most = most;
  }

  /** The number in {@code text}. */
  @Override
  public final Integer convert(String text) {
    if (text.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw new TypeConversionException(
        "'%s' is not a whole number from %,d to %,d".formatted(text, least, most));
  }

  /** Rooms of a stack: 1 to 200. */
  public static final class Rooms extends Within {
    Rooms() {
      super(1, 200);
    }
  }

  /** Seconds or minutes of one measurement: 1 to 600. */
  public static final class Length extends Within {
    Length() {
      super(1, 600);
    }
  }

  /** An amount that may be zero, such as a warm-up in seconds or a rate: 0 to 1,000,000. */
  public static final class Any extends Within {
    Any() {
      super(0, 1_000_000);
    }
  }

  /** A count: 1 to 1,000,000. */
  public static final class Some extends Within {
    Some() {
      super(1, 1_000_000);
    }
  }

  /** A percentage: 0 to 100. */
  public static final class OfHundred extends Within {
    OfHundred() {
      super(0, 100);
    }
  }
}
