/**
 * The base of every command: terminal, environment and database, refusals, topics.
 *
 * <p>Standard output is for data, standard error for everything else.
 */
@NullMarked
package chatrelay.worker.command.console;

import org.jspecify.annotations.NullMarked;
