package chatrelay.worker.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.database.TestDatabase.Kind;
import chatrelay.worker.inbound.RoomRoute;
import chatrelay.worker.settings.Bound;
import chatrelay.worker.settings.WorkerSettings;
import chatrelay.worker.store.MessageStore;
import chatrelay.worker.store.OutboxGroup;
import chatrelay.worker.store.StoreFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class RoomQueueTest {
  private static final int ALWAYS = 2;

  private final AtomicLong bytes = new AtomicLong();
  private StoreFixture fixture;
  private RoomRoute room;
  private List<OutboxGroup> groups;

  @SuppressWarnings("NullAway.Init") // before all tests
  RoomQueueTest() {}

  @BeforeAll
  void store() {
    fixture = new StoreFixture(Kind.EMBEDDED);
    room = fixture.room("lobby");
    MessageStore store = new MessageStore(fixture.database());
    groups = new ArrayList<>();
    for (int number = 0; number < 5; number++) {
      var batch = List.of(fixture.accepted(room, "message-" + number));
      groups.addAll(store.store(batch, StoreFixture.fence(room)).groups());
    }
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  @Test
  void should_hold_more_than_its_share_while_all_rooms_hold_little() {
    RoomQueue queue = queue(1 << 20);
    groups.forEach(queue::offer);

    assertThat(queue.waiting()).isEqualTo(5);
    assertThat(queue.takeTableMark()).isFalse();
    assertThat(bytes.get()).isEqualTo(groups.stream().mapToLong(OutboxGroup::bytes).sum());
  }

  @Test
  void should_leave_what_is_above_its_share_to_the_table_while_all_rooms_hold_much() {
    RoomQueue queue = queue(0);
    groups.forEach(queue::offer);

    assertThat(queue.waiting()).isEqualTo(ALWAYS);
    queue.removeHead();
    queue.removeHead();
    assertThat(queue.head()).isNull();
    assertThat(queue.takeTableMark()).isTrue();
    assertThat(queue.lastSeq()).isEqualTo(2);
  }

  @Test
  void should_look_into_the_table_before_a_first_group_that_is_not_the_rooms_first() {
    RoomQueue queue = queue(1 << 20);

    queue.offer(groups.get(1));

    assertThat(queue.head()).as("seq 1 may be an operator's, in the table").isNull();
    assertThat(queue.takeTableMark()).isTrue();
    queue.loaded(groups.subList(0, 2), false);
    assertThat(queue.head()).isSameAs(groups.get(0));
  }

  @Test
  void should_give_back_what_was_published_taken_apart_or_closed() {
    RoomQueue queue = queue(1 << 20);
    groups.forEach(queue::offer);
    queue.removeHead();
    queue.replaceHead(List.of(groups.get(1)));
    queue.removeHead();
    assertThat(bytes.get())
        .isEqualTo(groups.subList(2, 5).stream().mapToLong(OutboxGroup::bytes).sum());

    queue.close();
    queue.removeHead();
    assertThat(bytes.get()).isZero();
  }

  /** A room whose outbox was empty when it was taken up. */
  private RoomQueue queue(long mostBytes) {
    bytes.set(0);
    RoomQueue queue =
        new RoomQueue(
            room,
            1,
            WorkerSettings.DEFAULT
                .with(Bound.HAND_OVER, ALWAYS)
                .with(Bound.HAND_OVER_BYTES, mostBytes),
            bytes);
    assertThat(queue.takeTableMark()).isTrue();
    queue.loaded(List.of(), false);
    return queue;
  }
}
