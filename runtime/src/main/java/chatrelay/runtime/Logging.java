package chatrelay.runtime;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import java.io.Console;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.LoggerFactory;

/**
 * Sets up the log of a process: text on a terminal and JSON lines elsewhere, UTC, every line
 * through {@link Redaction}. A service logs to standard output, every other program to standard
 * error.
 *
 * <p>{@link Program} calls it before anything else logs; a program that needs another level than
 * its environment sets may call it again. Libraries log from WARN.
 */
public final class Logging {
  private static final Set<String> LEVELS = Set.of("error", "warn", "info", "debug", "trace");
  private static final Set<String> FORMATS = Set.of("auto", "text", "json");

  private Logging() {}

  /**
   * Applies {@code LOG_LEVEL} and {@code LOG_FORMAT} for a service, whose standard output is its
   * log; wrong values become problems.
   */
  public static void configure(Environment environment) {
    configure(environment, "System.out");
  }

  /** The same for a program that prints something else: its log goes to standard error. */
  public static void toStandardError(Environment environment) {
    configure(environment, "System.err");
  }

  private static void configure(Environment environment, String stream) {
    String level = oneOf(environment, Variable.LOG_LEVEL, LEVELS);
    String format = oneOf(environment, Variable.LOG_FORMAT, FORMATS);
    boolean terminal =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    boolean text = format.equals("text") || (format.equals("auto") && terminal);
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.reset();
      apply(context, Level.toLevel(level), text, stream);
    }
  }

  /** Records wrong values of {@code LOG_LEVEL} and {@code LOG_FORMAT} without applying them. */
  public static void check(Environment environment) {
    oneOf(environment, Variable.LOG_LEVEL, LEVELS);
    oneOf(environment, Variable.LOG_FORMAT, FORMATS);
  }

  private static String oneOf(Environment environment, Variable variable, Set<String> allowed) {
    String value = environment.text(variable).toLowerCase(Locale.ROOT);
    if (!allowed.contains(value)) {
      environment.problem(
          variable,
          "is " + environment.shown(variable),
          "one of " + allowed.stream().sorted().toList());
      return String.valueOf(variable.fallback());
    }
    return value;
  }

  /** What holds before the environment is read, in a program that reads none as well. */
  static void start(LoggerContext context) {
    apply(context, Level.WARN, true, "System.err");
  }

  private static void apply(LoggerContext context, Level level, boolean text, String stream) {
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setTarget(stream);
    console.setEncoder(new RedactingEncoder(text ? textLines(context) : jsonLines(context)));
    console.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(console);
    context.getLogger("chatrelay").setLevel(level);
    // One warning per pool about MariaDB's version, which the tests cover.
    context.getLogger("org.jooq").setLevel(Level.ERROR);
    context.getLogger("org.jooq.Constants").setLevel(Level.OFF);
    // They log what they also throw; the caller reports cause and fix.
    context.getLogger("io.javalin").setLevel(Level.OFF);
    context.getLogger("com.zaxxer.hikari.pool.ProxyConnection").setLevel(Level.OFF);
  }

  private static Encoder<ILoggingEvent> textLines(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(
        "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z',UTC} %-5level %logger{0} - %msg [%thread]%n");
    encoder.start();
    return encoder;
  }

  private static Encoder<ILoggingEvent> jsonLines(LoggerContext context) {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setContext(context);
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithContext(false);
    encoder.setWithMessage(false);
    encoder.setWithArguments(false);
    encoder.setWithFormattedMessage(true);
    encoder.start();
    return encoder;
  }

  /** Passes each encoded line through {@link Redaction}, stack traces included. */
  private static final class RedactingEncoder extends EncoderBase<ILoggingEvent> {
    private final Encoder<ILoggingEvent> lines;

    RedactingEncoder(Encoder<ILoggingEvent> lines) {
      this.lines = lines;
    }

    @Override
    public byte[] headerBytes() {
      return lines.headerBytes();
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
      String line = new String(lines.encode(event), StandardCharsets.UTF_8);
      return Redaction.redact(line).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] footerBytes() {
      return lines.footerBytes();
    }
  }
}
