package chatrelay.worker.command.console;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import chatrelay.runtime.Redaction;
import java.io.PrintStream;
import org.slf4j.LoggerFactory;

/**
 * Keeps the log out of a command's data: errors only, to standard error, without secrets.
 *
 * <p>The command itself reports a connection that can't be opened, so the pool stays silent.
 */
public final class CommandLog extends AppenderBase<ILoggingEvent> {
  private final PrintStream err;

  private CommandLog(PrintStream err) {
    this.err = err;
  }

  public static void toErrorStream(PrintStream err) {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return;
    }
    context.reset();
    CommandLog appender = new CommandLog(err);
    appender.setContext(context);
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.ERROR);
    root.addAppender(appender);
    context.getLogger("com.zaxxer.hikari").setLevel(Level.OFF);
    context.getLogger("com.mysql").setLevel(Level.OFF);
    context.getLogger("org.jooq").setLevel(Level.OFF);
  }

  @Override
  protected void append(ILoggingEvent event) {
    String cause =
        event.getThrowableProxy() == null
            ? ""
            : System.lineSeparator() + ThrowableProxyUtil.asString(event.getThrowableProxy());
    err.println(Redaction.redact(event.getLevel() + " " + event.getFormattedMessage() + cause));
  }
}
