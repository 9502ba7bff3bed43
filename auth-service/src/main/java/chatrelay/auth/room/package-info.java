/**
 * Rooms and their published messages, read from the database.
 *
 * <p>Imports {@code http} only. Calls block on the database, never longer than its time-outs.
 */
@NullMarked
package chatrelay.auth.room;

import org.jspecify.annotations.NullMarked;
