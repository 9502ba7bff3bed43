package chatrelay.worker.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.schema.RoomSettings;
import chatrelay.worker.broker.ReceivedMessage;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where a room's stream stands, by whatever stamps. */
@Timeout(10)
class RoomIntakeTest {
  private static final Instant NOW = Instant.parse("2026-01-02T12:00:00Z");
  private static final RoomRoute ROOM =
      new RoomRoute(1, "lobby", 0, "in", "out", RoomSettings.DEFAULT, Instant.EPOCH);

  private final RoomIntake room =
      new RoomIntake(
          ROOM,
          1,
          new LaneInbox(),
          new IntakeBudget(100, 1 << 20),
          behind -> {},
          InstantSource.fixed(NOW));

  @Test
  void f27_a_stamp_that_cannot_be_right_moves_nothing_and_is_held_against_no_history() {
    room.begin();
    room.finish();
    room.receive(message("right", NOW.minusSeconds(1)));
    room.receive(message("ahead", NOW.plusSeconds(3_600)));
    room.receive(message("of 1970", Instant.EPOCH));

    assertThat(room.position().through()).isEqualTo(NOW.minusSeconds(1));
    assertThat(room.position().newestId()).isEqualTo("right");
  }

  @Test
  void f27_a_late_stamp_in_a_page_of_history_does_not_hide_what_follows_it() {
    room.begin();
    Instant old = NOW.minusSeconds(10_800);
    room.read(
        new RoomPage(
            room, List.of(message("a", old), message("late", old.plusSeconds(3_600))), () -> {}));

    assertThat(room.position().through()).isEqualTo(old);
  }

  @Test
  void an_edit_of_an_old_message_does_not_move_where_an_overflow_left_off() {
    room.begin();
    Instant sent = NOW.minusSeconds(1);
    ReceivedMessage edit = change("edit", NOW.minusSeconds(3_600), ReceivedMessage.Kind.EDIT);
    ReceivedMessage deletion =
        change("deletion", NOW.minusSeconds(7_200), ReceivedMessage.Kind.DELETION);
    room.read(new RoomPage(room, List.of(edit, message("new", sent), deletion), () -> {}));

    assertThat(room.droppedSince()).contains(sent);
    assertThat(room.position().through()).isEqualTo(sent);
    assertThat(room.fresh(List.of(edit, deletion))).isEmpty();
  }

  @Test
  void an_edit_of_an_old_message_does_not_tell_where_the_room_stands() {
    MessageReader reader = new MessageReader(InstantSource.fixed(NOW));

    assertThat(reader.read(ROOM, message("new", NOW)).hasPlausibleStamp()).isTrue();
    for (ReceivedMessage.Kind kind :
        List.of(ReceivedMessage.Kind.EDIT, ReceivedMessage.Kind.DELETION)) {
      assertThat(reader.read(ROOM, change("change", NOW, kind)).hasPlausibleStamp()).isFalse();
    }
  }

  private static ReceivedMessage change(String id, Instant stamp, ReceivedMessage.Kind kind) {
    return new ReceivedMessage(id, "ada", null, "hi", null, stamp.toEpochMilli(), null, kind);
  }

  private static ReceivedMessage message(String id, Instant stamp) {
    return new ReceivedMessage(id, "ada", null, "hi", null, stamp.toEpochMilli(), null);
  }
}
