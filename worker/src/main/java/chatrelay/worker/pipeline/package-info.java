/**
 * The spine: the rooms of this worker, and the path of their messages through the other packages.
 *
 * <p>Imports all earlier ones. {@link LeaseKeeper} decides about shards, {@link RoomKeeper} starts
 * and stops rooms, {@link Lane}s moderate and store, {@link Housekeeping} does periodic work; each
 * owns its thread. {@link Pipeline} builds them and closes them in order.
 */
@NullMarked
package chatrelay.worker.pipeline;

import org.jspecify.annotations.NullMarked;
