package chatrelay.worker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import chatrelay.local.database.TestDatabase;
import chatrelay.schema.SqlFailure;
import chatrelay.worker.inbound.Progress;
import chatrelay.worker.inbound.RoomRoute;
import chatrelay.worker.moderate.ModeratedMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the storing transaction promises. */
@Timeout(120)
abstract class MessageStoreContract {
  private final TestDatabase.Kind kind;
  private StoreFixture fixture;
  private MessageStore store;
  private RoomRoute lobby;
  private RoomRoute garden;

  @SuppressWarnings("NullAway.Init") // before each test
  MessageStoreContract(TestDatabase.Kind kind) {
    this.kind = kind;
  }

  @BeforeEach
  void start() {
    assumeThat(kind.whyUnavailable()).isEmpty();
    fixture = new StoreFixture(kind);
    store = new MessageStore(fixture.database());
    lobby = fixture.room("lobby");
    garden = fixture.room("garden");
  }

  @AfterEach
  void stop() {
    if (fixture != null) {
      fixture.close();
    }
  }

  @Test
  void should_give_each_room_dense_seqs_in_the_order_of_the_batches() {
    StoreResult first = store(accepted(lobby, "a"), accepted(garden, "b"), accepted(lobby, "c"));
    store(accepted(garden, "d"), fixture.rejected(lobby, "e"), accepted(lobby, "f"));

    assertThat(fixture.places(lobby)).containsExactly("1 a pending", "2 c pending", "3 f pending");
    assertThat(fixture.places(garden)).containsExactly("1 b pending", "2 d pending");
    assertThat(first.groups()).hasSize(2);
    assertThat(fixture.number("SELECT COUNT(*) FROM message WHERE state = 'rejected'")).isOne();
    assertThat(fixture.number("SELECT COUNT(*) FROM outbox")).isEqualTo(5);
    assertThat(fixture.number("SELECT COUNT(*) FROM checkpoint")).isEqualTo(2);
  }

  @Test
  void should_store_nothing_twice_when_a_committed_batch_comes_again() {
    ModeratedMessage[] batch = {accepted(lobby, "a"), accepted(garden, "b")};
    store(batch);

    StoreResult again = store(batch);

    assertThat(again.duplicates()).isEqualTo(2);
    assertThat(again.groups()).isEmpty();
    assertThat(fixture.places(lobby)).containsExactly("1 a pending");
  }

  @Test
  void should_store_what_is_new_beside_what_is_known_without_a_hole_in_the_seqs() {
    store(accepted(lobby, "a"));
    store(accepted(lobby, "b"));

    StoreResult mixed =
        store(
            accepted(lobby, "b"),
            accepted(lobby, "c"),
            accepted(lobby, "a"),
            accepted(lobby, "c"),
            accepted(lobby, "d"));

    assertThat(mixed.duplicates()).isEqualTo(3);
    assertThat(mixed.fresh()).hasSize(2);
    assertThat(fixture.places(lobby))
        .containsExactly("1 a pending", "2 b pending", "3 c pending", "4 d pending");
  }

  @Test
  void should_hand_out_the_ids_of_the_rows_in_their_order() {
    StoreResult result =
        store(IntStream.range(0, 120).mapToObj(n -> accepted(lobby, "m" + n)).toList());

    for (OutboxGroup group : result.groups()) {
      for (StoredMessage message : group.messages()) {
        String row =
            fixture
                .database()
                .context()
                .fetchSingle("SELECT CONCAT(seq, text) FROM message WHERE id = ?", message.id())
                .get(0, String.class);
        assertThat(row).isEqualTo(message.seq() + message.text());
      }
    }
    assertThat(result.groups()).extracting(OutboxGroup::firstSeq).containsExactly(1L, 51L, 101L);
  }

  @Test
  void f27_should_store_any_stamp_once_and_move_the_checkpoint_by_none_that_cannot_be_right() {
    long now = System.currentTimeMillis();
    long hour = Duration.ofHours(1).toMillis();
    ModeratedMessage[] odd = {
      fixture.stamped(lobby, "a", now + 24 * 365 * hour),
      fixture.stamped(lobby, "b", 0),
      fixture.stamped(lobby, "c", -hour),
      fixture.stamped(lobby, "d", Long.MAX_VALUE),
      fixture.stamped(lobby, "e", Long.MIN_VALUE),
      fixture.stamped(lobby, "f", now + hour)
    };
    store(odd);
    assertThat(fixture.number("SELECT COUNT(*) FROM checkpoint")).isZero();

    store(
        fixture.stamped(lobby, "g", now - 3 * hour),
        fixture.stamped(lobby, "h", now - 2 * hour),
        fixture.stamped(lobby, "i", now + hour),
        fixture.stamped(lobby, "j", now - 3 * hour + 1));

    assertThat(fixture.places(lobby))
        .containsExactly(
            "1 a pending",
            "2 b pending",
            "3 c pending",
            "4 d pending",
            "5 e pending",
            "6 f pending",
            "7 g pending",
            "8 h pending",
            "9 i pending",
            "10 j pending");
    assertThat(fixture.number("SELECT COUNT(*) FROM message WHERE sent_at > received_at")).isZero();
    StoredProgress progress = new StoredProgress(fixture.database());
    Progress.Position position = progress.position(lobby);
    assertThat(position.through()).isEqualTo(Instant.ofEpochMilli(now - 3 * hour));
    assertThat(position.newestId()).isEqualTo("j");
    store(odd);
    assertThat(progress.position(lobby).through()).isEqualTo(position.through());
    progress.moveBack(lobby, Instant.ofEpochMilli(now - 2 * hour));
    assertThat(progress.position(lobby).through()).isEqualTo(position.through());
    progress.moveBack(lobby, Instant.ofEpochMilli(now - 4 * hour));
    assertThat(progress.position(lobby).through()).isEqualTo(Instant.ofEpochMilli(now - 4 * hour));
  }

  @Test
  void f27_should_hold_history_to_no_message_whose_stamp_cannot_be_right() {
    long now = System.currentTimeMillis();
    store(
        fixture.stamped(lobby, "right", now - 1_000),
        fixture.stamped(lobby, "wrong", 0),
        fixture.stamped(lobby, "wrong-too", now + 3_600_000));

    StoredProgress progress = new StoredProgress(fixture.database());
    assertThat(progress.position(lobby).newestId()).isEqualTo("right");

    for (int number = 0; number < 25; number++) {
      store(fixture.stamped(lobby, "wrong-" + number, 0));
    }
    assertThat(progress.position(lobby).newestId()).isEqualTo("right");
  }

  @Test
  void should_leave_nothing_behind_when_one_message_is_poison() {
    store(accepted(lobby, "a"));

    assertThatThrownBy(() -> store(accepted(lobby, "b"), fixture.poison(lobby, "c")))
        .isInstanceOf(DataAccessException.class)
        .extracting(SqlFailure::classify)
        .isEqualTo(SqlFailure.POISON);
    store(accepted(lobby, "b"));

    assertThat(fixture.places(lobby)).containsExactly("1 a pending", "2 b pending");
  }

  @Test
  void should_store_nothing_once_the_shard_is_another_workers() {
    Fence ours = StoreFixture.fence(lobby);
    store.store(List.of(accepted(lobby, "a")), ours);
    takeOver(lobby);

    assertThatThrownBy(() -> store.store(List.of(accepted(lobby, "b")), ours))
        .asInstanceOf(InstanceOfAssertFactories.type(Fence.FencedException.class))
        .extracting(Fence.FencedException::shard)
        .isEqualTo(lobby.shard());
    assertThat(fixture.places(lobby)).containsExactly("1 a pending");
  }

  @Test
  void should_go_on_from_the_seqs_that_another_worker_gave_meanwhile() {
    store(accepted(lobby, "a"));
    new MessageStore(fixture.database())
        .store(List.of(accepted(lobby, "b"), accepted(lobby, "c")), StoreFixture.fence(lobby));

    store(accepted(lobby, "d"));

    assertThat(fixture.places(lobby))
        .containsExactly("1 a pending", "2 b pending", "3 c pending", "4 d pending");
  }

  @Test
  void should_store_and_acknowledge_at_the_same_time() throws Exception {
    Outbox outbox = new Outbox(fixture.database());
    Fence both = StoreFixture.fence(lobby, garden);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> ends = new ArrayList<>();
      for (RoomRoute room : List.of(lobby, garden)) {
        ends.add(
            threads.submit(() -> {
              for (int batch = 0; batch < 20; batch++) {
                String name = room.name() + batch + "-";
                StoreResult result =
                    store.store(
                        IntStream.range(0, 50).mapToObj(n -> accepted(room, name + n)).toList(),
                        both);
                outbox.acknowledge(ids(result));
                outbox.acknowledge(ids(result));
              }
            }));
      }
      for (Future<?> end : ends) {
        end.get(60, TimeUnit.SECONDS);
      }
    }
    assertThat(fixture.number("SELECT COUNT(*) FROM message WHERE state = 'published'"))
        .isEqualTo(2_000);
    assertThat(fixture.number("SELECT COUNT(*) FROM outbox")).isZero();
  }

  @Test
  void should_hold_its_leases_and_rooms_until_it_ends() {
    fixture
        .database()
        .transaction(context ->
            context.connectionResult(connection -> {
              DedupeKey key = DedupeKey.of("chat-in:lobby", "ada", "open");
              new BatchWriter(connection)
                  .look(StoreFixture.fence(lobby), List.of(key), List.of(lobby));
              assertIsLocked("worker_lease WHERE shard = " + lobby.shard());
              assertIsLocked("room WHERE id = " + lobby.id());
              return 0;
            }));
    assertThat(lock("worker_lease WHERE shard = " + lobby.shard())).hasSize(1);
    assertThat(lock("room WHERE id = " + lobby.id())).hasSize(1);
  }

  private Result<Record> lock(String row) {
    return fixture.database().context().fetch("SELECT * FROM " + row + " FOR UPDATE NOWAIT");
  }

  private void assertIsLocked(String row) {
    assertThatThrownBy(() -> lock(row))
        .isInstanceOf(DataAccessException.class)
        .extracting(SqlFailure::classify)
        .isEqualTo(SqlFailure.RETRY);
  }

  @Test
  void should_not_wait_for_a_lane_that_holds_other_rooms() throws Exception {
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      fixture
          .database()
          .transaction(context ->
              context.connectionResult(connection -> {
                DedupeKey key = DedupeKey.of("chat-in:lobby", "ada", "open");
                new BatchWriter(connection)
                    .look(StoreFixture.fence(lobby), List.of(key), List.of(lobby));
                return within4Seconds(thread.submit(() -> store(accepted(garden, "a"))));
              }));
    }
    assertThat(fixture.places(garden)).containsExactly("1 a pending");
  }

  @Test
  void should_acknowledge_without_waiting_for_a_lane_that_has_not_committed() throws Exception {
    Outbox outbox = new Outbox(fixture.database());
    List<Long> published = ids(store(accepted(garden, "a"), accepted(garden, "b")));
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      fixture
          .database()
          .transaction(context ->
              context.connectionResult(connection -> {
                BatchWriter writer = new BatchWriter(connection);
                NewMessage open =
                    new NewMessage(
                        DedupeKey.of("chat-in:lobby", "ada", "open"), accepted(lobby, "open"));
                BatchWriter.Outlook outlook =
                    writer.look(StoreFixture.fence(lobby), List.of(open.key()), List.of(lobby));
                writer.allocateSeqs(Map.of(lobby, List.of(open)), outlook.nextSeqs());
                writer.insertMessages(List.of(open));
                writer.insertOutbox(OutboxGroups.of(List.of(open.stored())));
                return within4Seconds(
                    thread.submit(() -> {
                      outbox.acknowledge(published);
                      return 0;
                    }));
              }));
    }
    assertThat(fixture.places(garden)).containsExactly("1 a published", "2 b published");
  }

  /** Less than a row lock is waited for. */
  private static <T> T within4Seconds(Future<T> work) {
    try {
      return work.get(4, TimeUnit.SECONDS);
    } catch (Exception waited) {
      throw new AssertionError("it waited", waited);
    }
  }

  private void takeOver(RoomRoute room) {
    int rows =
        fixture
            .database()
            .context()
            .execute("UPDATE worker_lease SET epoch = epoch + 1 WHERE shard = ?", room.shard());
    assertThat(rows).isOne();
  }

  private ModeratedMessage accepted(RoomRoute room, String id) {
    return fixture.accepted(room, id);
  }

  private StoreResult store(ModeratedMessage... batch) {
    return store(List.of(batch));
  }

  private StoreResult store(List<ModeratedMessage> batch) {
    return store.store(batch, StoreFixture.fence(lobby, garden));
  }

  private static List<Long> ids(StoreResult result) {
    return result.groups().stream()
        .flatMap(group -> group.messages().stream())
        .map(StoredMessage::id)
        .toList();
  }
}
