/**
 * What every command stands on: the terminal, the environment and database it works with, refusals,
 * topics.
 *
 * <p>Standard output is for data, standard error for everything else.
 */
@NullMarked
package chatrelay.worker.command.console;

import org.jspecify.annotations.NullMarked;
