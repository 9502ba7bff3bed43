/** {@code chat audit}: compares the tables with each other and with channel history. */
@NullMarked
package chatrelay.worker.command.audit;

import org.jspecify.annotations.NullMarked;
