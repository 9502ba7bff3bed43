package chatrelay.worker.inbound;

import chatrelay.worker.broker.ReceivedMessage;
import java.util.List;

/**
 * A page of a room's history on its way to the lane.
 *
 * @param stored called once on the lane's thread when the page is stored or its room was given up;
 *     returns at once and never throws
 */
record RoomPage(RoomIntake room, List<ReceivedMessage> messages, Runnable stored) {}
