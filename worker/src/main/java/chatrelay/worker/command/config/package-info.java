/** {@code chat config …}: the variables as both programs read them. */
@NullMarked
package chatrelay.worker.command.config;

import org.jspecify.annotations.NullMarked;
