/**
 * Word lists in the database: versions that never change, and the pointer to the one in force.
 *
 * <p>Imports {@code worker.moderate}, whose {@code RoomEngines} {@link
 * chatrelay.worker.lists.ActiveLists} is; that class owns one thread, everything else runs on its
 * caller's.
 */
@NullMarked
package chatrelay.worker.lists;

import org.jspecify.annotations.NullMarked;
