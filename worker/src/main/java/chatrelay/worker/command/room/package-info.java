/** {@code chat room …}: rooms and their settings. */
@NullMarked
package chatrelay.worker.command.room;

import org.jspecify.annotations.NullMarked;
