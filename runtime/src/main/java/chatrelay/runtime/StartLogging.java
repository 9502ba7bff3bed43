package chatrelay.runtime;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * The log of a program until it calls {@link Logging}, or if it never does: warnings to standard
 * error. Without this, logback writes DEBUG of every library to standard output.
 *
 * <p>Found by logback as a service, after configuration files (those of tests) and before its own
 * fallback.
 */
@ConfiguratorRank(StartLogging.RANK)
public final class StartLogging extends ContextAwareBase implements Configurator {
  static final int RANK = (ConfiguratorRank.FALLBACK + ConfiguratorRank.NOMINAL) / 2;

  /** For logback's service loader. */
  public StartLogging() {}

  @Override
  public ExecutionStatus configure(LoggerContext loggers) {
    Logging.start(loggers);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
