package chatrelay.worker.inbound;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A database without rows that records gaps in memory. */
final class NothingStored implements Progress {
  private final List<String> gaps = new CopyOnWriteArrayList<>();

  /** Reasons of the gaps recorded so far. */
  List<String> gaps() {
    return gaps;
  }

  @Override
  public Position position(RoomRoute room) {
    return new Position(Instant.now(), null, null);
  }

  @Override
  public void moveBack(RoomRoute room, Instant through) {}

  @Override
  public void recordGap(RoomRoute room, @Nullable Instant from, Instant to, String reason) {
    gaps.add(reason);
  }
}
