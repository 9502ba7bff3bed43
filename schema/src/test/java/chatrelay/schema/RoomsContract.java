package chatrelay.schema;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.database.TestDatabase.Kind;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Rooms in the database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RoomsContract {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00.123Z");

  private final Kind kind;
  private TestSchema schema;
  private Rooms rooms;

  @SuppressWarnings("NullAway.Init") // before all tests
  RoomsContract(Kind kind) {
    this.kind = kind;
  }

  @BeforeAll
  void migrate() {
    schema = TestSchema.create(kind);
    rooms = new Rooms(schema.database(), InstantSource.fixed(NOW));
  }

  @AfterAll
  void drop() {
    if (schema != null) {
      schema.close();
    }
  }

  @Test
  void createsARoomWithItsShard() {
    RoomName name = RoomName.of("created");
    Room room = rooms.create(name, "Küche 🥔");
    assertThat(room)
        .isEqualTo(
            new Room(room.id(), name, "Küche 🥔", name.shard(), RoomSettings.DEFAULT, NOW, null));
    assertThat(rooms.find(name)).contains(room);
    assertThat(room.isActive()).isTrue();
  }

  @Test
  void returnsAnExistingRoomUnchanged() {
    Room first = rooms.create(RoomName.of("twice"), "First");
    assertThat(rooms.create(RoomName.of("twice"), "Second")).isEqualTo(first);
  }

  @Test
  void createsOneRoomForManyAtOnce() throws Exception {
    Callable<Room> create = () -> rooms.create(RoomName.of("raced"), "Raced");
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Room>> created = threads.invokeAll(Collections.nCopies(12, create));
      Room expected = rooms.find(RoomName.of("raced")).orElseThrow();
      for (Future<Room> room : created) {
        assertThat(room.get()).isEqualTo(expected);
      }
    }
  }

  @Test
  void leavesOutARowWhoseNameCanBeNoRoomsAndReadsTheOthers() {
    Room good = rooms.create(RoomName.of("good"), "Good");
    String row =
        "INSERT INTO room (name, title, shard, created_at) VALUES ('Bad.Room', '', 0, NOW())";
    schema.database().context().execute(row);
    try {
      assertThat(rooms.active()).contains(good).noneMatch(room -> room.title().isEmpty());
    } finally {
      schema.database().context().execute("DELETE FROM room WHERE name = 'Bad.Room'");
    }
  }

  @Test
  void archivesAndRestores() {
    RoomName name = RoomName.of("attic");
    rooms.create(name, "Attic");
    assertThat(rooms.archive(name)).isTrue();
    assertThat(rooms.archive(name)).isFalse();
    assertThat(rooms.find(name).orElseThrow().archivedAt()).isEqualTo(NOW);
    assertThat(rooms.active()).extracting(Room::name).doesNotContain(name);
    assertThat(rooms.restore(name)).isTrue();
    assertThat(rooms.restore(name)).isFalse();
    assertThat(rooms.active()).extracting(Room::name).contains(name);
  }

  @Test
  void listsActiveRoomsByName() {
    rooms.create(RoomName.of("zebra"), "Z");
    rooms.create(RoomName.of("aardvark"), "A");
    assertThat(rooms.active()).extracting(Room::name).isSorted();
  }

  @Test
  void changesTheSettings() {
    RoomName name = RoomName.of("policy");
    rooms.create(name, "Policy");
    RoomSettings wanted = new RoomSettings(FailPolicy.HOLD);
    assertThat(rooms.change(name, settings -> wanted)).isTrue();
    assertThat(rooms.change(name, settings -> wanted)).isTrue();
    assertThat(rooms.find(name).orElseThrow().settings()).isEqualTo(wanted);
    assertThat(rooms.change(RoomName.of("nowhere"), settings -> wanted)).isFalse();
  }

  @Test
  void knowsNoRoomThatWasNotCreated() {
    assertThat(rooms.find(RoomName.of("never"))).isEmpty();
    assertThat(rooms.archive(RoomName.of("never"))).isFalse();
  }
}
