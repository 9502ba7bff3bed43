/** {@code chat lists …}: word lists, their versions, and which one is in force. */
@NullMarked
package chatrelay.worker.command.lists;

import org.jspecify.annotations.NullMarked;
