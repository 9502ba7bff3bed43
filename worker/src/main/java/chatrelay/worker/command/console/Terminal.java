package chatrelay.worker.command.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The output of a command: data to standard output, everything else to standard error.
 *
 * <p>{@code interactive} means that a person watches, so that progress may be redrawn; {@code
 * colour} that escape sequences may be written. Used by the command's thread only.
 */
public final class Terminal {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);

  private final PrintStream out;
  private final PrintStream err;
  private final boolean interactive;
  private final boolean colour;
  private boolean json;

  public Terminal(PrintStream out, PrintStream err, boolean interactive, boolean colour) {
    this.out = out;
    this.err = err;
    this.interactive = interactive;
    this.colour = colour;
  }

  public PrintStream out() {
    return out;
  }

  public PrintStream err() {
    return err;
  }

  public boolean isInteractive() {
    return interactive;
  }

  public boolean hasColour() {
    return colour && !json;
  }

  public void useJson(boolean on) {
    json = on;
  }

  /** Whether {@code --json} was given: one JSON object a line instead of text. */
  public boolean isJson() {
    return json;
  }

  /**
   * A line of data as text. Control characters are escaped, because message texts are untrusted.
   */
  @SuppressWarnings("AnnotateFormatMethod") // Error Prone's annotation is not on our class path.
  public void print(String format, @Nullable Object... values) {
    out.println(visible(String.format(Locale.ROOT, format, values)));
  }

  /** A line of data: {@code fields} with {@code --json}, else the text. */
  public void print(Map<String, ?> fields, String format, @Nullable Object... values) {
    if (json) {
      printJson(fields);
    } else {
      print(format, values);
    }
  }

  /** A line of data as JSON; keys in the order of {@code fields}. */
  public void printJson(Map<String, ?> fields) {
    try {
      out.println(JSON.writeValueAsString(fields));
    } catch (JsonProcessingException defect) {
      throw new IllegalStateException("a result that is not JSON", defect);
    }
  }

  /** A line for the operator, apart from the data. */
  @SuppressWarnings("AnnotateFormatMethod") // Error Prone's annotation is not on our class path.
  public void tell(String format, @Nullable Object... values) {
    err.println(visible(String.format(Locale.ROOT, format, values)));
  }

  /** The progress of a long command, redrawn in place if interactive, else nothing. Empty: done. */
  public void progress(String step) {
    if (interactive && !json) {
      err.print("\r\u001b[K" + visible(step));
      err.flush();
    }
  }

  /** A machine-readable time in UTC; null stays null. */
  public static @Nullable String time(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  /** Green, yellow, red or bold text, or the plain text without colours. */
  public String coloured(Colour kind, String text) {
    return hasColour() ? "\u001b[" + kind.code + "m" + text + "\u001b[0m" : text;
  }

  /** Keeps the command's own colours and line ends, escapes every other control character. */
  private static String visible(String line) {
    StringBuilder shown = new StringBuilder(line.length());
    for (int i = 0; i < line.length(); i++) {
      char unit = line.charAt(i);
      boolean ours = unit == '\n' || unit == '\t' || isColour(line, i);
      if (ours || !Character.isISOControl(unit)) {
        shown.append(unit);
      } else {
        shown.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
      }
    }
    return shown.toString();
  }

  private static boolean isColour(String line, int at) {
    if (line.charAt(at) != '\u001b') {
      return false;
    }
    for (Colour kind : Colour.values()) {
      if (line.startsWith("[" + kind.code + "m", at + 1)) {
        return true;
      }
    }
    return line.startsWith("[0m", at + 1);
  }

  /** The meaning of a coloured word. */
  public enum Colour {
    GOOD("32"),
    DOUBTFUL("33"),
    BAD("31"),
    STRONG("1");

    private final String code;

    Colour(String code) {
      this.code = code;
    }
  }
}
