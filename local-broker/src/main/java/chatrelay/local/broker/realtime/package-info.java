/**
 * WebSocket connections: life cycle, resume, attachments, frames in and out. Imports {@code wire},
 * {@code fault}, {@code auth} and {@code channel}. A session and its attachments live on the event
 * loop of their socket; a connection, which outlives sockets, is guarded by its own monitor, taken
 * before a channel's lock and never the other way round.
 */
@NullMarked
package chatrelay.local.broker.realtime;

import org.jspecify.annotations.NullMarked;
