/** {@code chat room …}: rooms and what is set for each. */
@NullMarked
package chatrelay.worker.command.room;

import org.jspecify.annotations.NullMarked;
