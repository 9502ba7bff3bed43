/**
 * Channels: one ordered log each, read by cursors; names, modes, publish rules, history. Imports
 * only {@code wire}, {@code fault} and {@code auth}. A channel's state is guarded by its own lock,
 * which is never held while calling out or writing to a socket.
 */
@NullMarked
package chatrelay.local.broker.channel;

import org.jspecify.annotations.NullMarked;
