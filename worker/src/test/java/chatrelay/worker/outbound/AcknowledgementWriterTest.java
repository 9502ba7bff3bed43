package chatrelay.worker.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.database.TestDatabase.Kind;
import chatrelay.runtime.Secret;
import chatrelay.schema.Database;
import chatrelay.schema.DatabaseSettings;
import chatrelay.worker.inbound.RoomRoute;
import chatrelay.worker.store.MessageStore;
import chatrelay.worker.store.Outbox;
import chatrelay.worker.store.OutboxGroup;
import chatrelay.worker.store.StoreFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class AcknowledgementWriterTest {
  private static final Duration SOON = Duration.ofMillis(10);
  private static final int NO_PORT = 1;

  @Test
  void should_give_no_more_places_than_it_has_and_end_in_time_without_a_database()
      throws Exception {
    try (StoreFixture fixture = new StoreFixture(Kind.EMBEDDED);
        Database missing = Database.open(unreachable())) {
      AcknowledgementWriter writer = writer(missing, 2);
      boolean first = writer.reserve();
      boolean second = writer.reserve();
      writer.add(acknowledgement(fixture));
      long asked = System.nanoTime();
      boolean third = writer.reserve();
      writer.close();

      assertThat(first && second).isTrue();
      assertThat(third).isFalse();
      assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(8));
      assertThat(writer.unwritten()).isOne();
    }
  }

  @Test
  void should_have_a_place_again_once_its_group_is_marked() throws Exception {
    try (StoreFixture fixture = new StoreFixture(Kind.EMBEDDED);
        AcknowledgementWriter writer = writer(fixture.database(), 1)) {
      boolean reserved = writer.reserve();
      assertThat(reserved).isTrue();
      writer.add(acknowledgement(fixture));

      Awaitility.await().atMost(Duration.ofSeconds(30)).until(writer::reserve);
      assertThat(fixture.number("SELECT COUNT(*) FROM message WHERE state = 'published'")).isOne();
      assertThat(fixture.number("SELECT COUNT(*) FROM outbox")).isZero();
    }
  }

  @Test
  void should_count_a_group_as_unwritten_until_its_rows_are_marked() throws Exception {
    try (StoreFixture fixture = new StoreFixture(Kind.EMBEDDED);
        AcknowledgementWriter writer = writer(fixture.database(), 1)) {
      boolean reserved = writer.reserve();
      assertThat(reserved).isTrue();
      writer.add(acknowledgement(fixture));

      Awaitility.await()
          .pollInterval(Duration.ofMillis(1))
          .atMost(Duration.ofSeconds(30))
          .until(() -> writer.unwritten() == 0);
      assertThat(fixture.number("SELECT COUNT(*) FROM outbox")).isZero();
    }
  }

  @Test
  void should_have_a_place_again_when_a_group_was_not_confirmed() throws Exception {
    try (Database missing = Database.open(unreachable());
        AcknowledgementWriter writer = writer(missing, 1)) {
      boolean first = writer.reserve();
      writer.release();
      boolean again = writer.reserve();

      assertThat(first && again).isTrue();
    }
  }

  private static AcknowledgementWriter writer(Database database, int places) {
    AcknowledgementWriter writer =
        new AcknowledgementWriter(new Outbox(database), SOON, SOON, places);
    writer.start();
    return writer;
  }

  private static Acknowledgement acknowledgement(StoreFixture fixture) {
    RoomRoute room = fixture.room("lobby");
    OutboxGroup group =
        new MessageStore(fixture.database())
            .store(List.of(fixture.accepted(room, "a")), StoreFixture.fence(room))
            .groups()
            .getFirst();
    return new Acknowledgement(group, Instant.now());
  }

  private static DatabaseSettings unreachable() {
    Duration brief = Duration.ofMillis(300);
    return DatabaseSettings.local("127.0.0.1", NO_PORT, "none", "nobody", Secret.of("none"))
        .withTimeouts(new DatabaseSettings.Timeouts(brief, brief, brief, Duration.ofSeconds(1)));
  }
}
