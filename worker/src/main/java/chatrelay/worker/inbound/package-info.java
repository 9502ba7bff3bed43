/**
 * From the broker to the lanes: connections that subscribe, rooms that follow their channel without
 * gaps, and the reading of clients' messages.
 *
 * <p>Imports {@code worker.broker} only. SDK threads call {@link RoomIntake#receive} and {@link
 * RoomIntake#discontinued}, which take a short lock and return; catch-up threads read history; lane
 * threads of the pipeline take from a {@link LaneInbox}. What does not fit into memory is dropped
 * here and read back from history.
 */
@NullMarked
package chatrelay.worker.inbound;

import org.jspecify.annotations.NullMarked;
