package chatrelay.worker.lists;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of a list in the form of commands and hits: {@code profanity@3}. */
public record ListReference(String name, int version) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,39}");
  private static final Pattern FORM = Pattern.compile("(" + NAME.pattern() + ")@([1-9][0-9]{0,8})");

  /** The reference, or empty when {@code text} has another form. */
  public static Optional<ListReference> parse(String text) {
    Matcher parts = FORM.matcher(text);
    return parts.matches()
        ? Optional.of(new ListReference(parts.group(1), Integer.parseInt(parts.group(2))))
        : Optional.empty();
  }

  /** Whether it is a valid name of a list: 1 to 40 characters a-z 0-9 _ -, not first _ or -. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  @Override
  public String toString() {
    return name + "@" + version;
  }
}
