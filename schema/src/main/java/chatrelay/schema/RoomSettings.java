package chatrelay.schema;

import chatrelay.schema.generated.tables.records.RoomRecord;

/**
 * What an operator may set for one room. The one place that knows the columns: whatever carries a
 * room (a {@link Room}, the worker's route) carries this value whole, and a worker that follows the
 * room takes up a change within its room poll.
 *
 * @param failPolicy what happens to messages that moderation can't judge
 */
public record RoomSettings(FailPolicy failPolicy) {
  /** What a new room has. */
  public static final RoomSettings DEFAULT = new RoomSettings(FailPolicy.CLOSED);

  /** The same with another fail policy. */
  public RoomSettings with(FailPolicy other) {
    return new RoomSettings(other);
  }

  static RoomSettings of(RoomRecord row) {
    return new RoomSettings(FailPolicy.ofCode(row.getFailPolicy()));
  }

  void writeTo(RoomRecord row) {
    row.setFailPolicy(failPolicy.code());
  }
}
