package chatrelay.worker.inbound;

import chatrelay.worker.broker.ReceivedMessage;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A page of a room's history on its way to the lane; the latch opens once it is stored. */
record RoomPage(RoomIntake room, List<ReceivedMessage> messages, CountDownLatch stored) {
  RoomPage(RoomIntake room, List<ReceivedMessage> messages) {
    this(room, messages, new CountDownLatch(1));
  }

  /** About how much memory it holds. */
  long bytes() {
    return messages.stream().mapToLong(ReceivedMessage::bytes).sum();
  }
}
