package chatrelay.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** 2,000 messages at full speed: none lost, none doubled, none out of order, also past kills. */
class DeliveryTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final List<String> ROOMS = List.of("lobby", "random");
  private static final int CLIENTS = 4;
  private static final int EACH = 500;

  @Test
  void shouldDeliverEveryMessageOnceAndInOrder() {
    try (LocalStack stack = Stacks.start();
        AppClient reader = reader(stack)) {
      sendAll(stack);

      assertDelivered(stack, reader);
    }
  }

  @Test
  void shouldDeliverEveryMessageOnceAlthoughTheWorkerIsKilledTwice() throws Exception {
    LocalStack.Options options = LocalStack.Options.aside(Stacks.newFolder()).withoutWorker();
    try (LocalStack stack = Stacks.start(options);
        AppClient reader = reader(stack);
        StackRows rows = new StackRows(stack)) {
      KillableWorker first = KillableWorker.start(stack);
      CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> sendAll(stack));
      awaitRows(rows, 100);
      first.kill();
      KillableWorker second = KillableWorker.start(stack);
      awaitRows(rows, 900);
      second.kill();
      try (KillableWorker third = KillableWorker.start(stack)) {
        AppClient.await(sending);

        assertDelivered(stack, reader);
        assertThat(third.isAlive()).isTrue();
      }
    }
  }

  private static AppClient reader(LocalStack stack) {
    return AppClient.join(stack, true, "lobby", "random").read("lobby").read("random");
  }

  private static void sendAll(LocalStack stack) {
    List<AppClient> clients = new ArrayList<>();
    List<CompletableFuture<Void>> sent = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      clients.add(AppClient.join(stack, client % 2 == 0, "lobby", "random"));
    }
    for (int number = 0; number < EACH; number++) {
      for (int client = 0; client < CLIENTS; client++) {
        String room = ROOMS.get((number + client) % 2);
        String text = "client " + client + " message " + number;
        sent.add(clients.get(client).send(room, "c" + client + "-" + number, text));
      }
    }
    sent.forEach(AppClient::await);
    clients.forEach(AppClient::close);
  }

  private static void awaitRows(StackRows rows, int count) {
    await()
        .atMost(LIMIT)
        .until(() -> ROOMS.stream().mapToInt(room -> rows.of(room).size()).sum() >= count);
  }

  private static void assertDelivered(LocalStack stack, AppClient reader) {
    try (StackRows rows = new StackRows(stack)) {
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> assertThat(distinct(reader.received())).hasSize(CLIENTS * EACH));
      await().atMost(LIMIT).untilAsserted(() -> assertThat(rows.outbox()).isZero());
      for (String room : ROOMS) {
        List<StackRows.Row> stored = rows.of(room);
        assertThat(stored).hasSize(CLIENTS * EACH / 2);
        assertThat(stored)
            .extracting(StackRows.Row::seq)
            .containsExactlyElementsOf(LongStream.rangeClosed(1, stored.size()).boxed().toList());
        assertThat(stored).extracting(StackRows.Row::inboundId).doesNotHaveDuplicates();
        assertThat(stored).allMatch(row -> row.state().equals("published"));
        assertThat(distinct(reader.received(room)))
            .containsExactlyElementsOf(
                stored.stream().map(row -> row.seq() + " " + row.text()).toList());
        assertPublishersInOrder(stored);
      }
    }
  }

  /** What a reader that keys on seq keeps, in the order of arrival. */
  private static List<String> distinct(List<AppClient.Received> received) {
    return received.stream()
        .map(message -> message.room() + message.seq() + " " + message.text())
        .distinct()
        .map(text -> text.substring(text.startsWith("lobby") ? 5 : 6))
        .toList();
  }

  private static void assertPublishersInOrder(List<StackRows.Row> stored) {
    Map<String, Integer> last = new HashMap<>();
    for (StackRows.Row row : stored) {
      int number = Integer.parseInt(row.text().substring(row.text().lastIndexOf(' ') + 1));
      Integer before = last.put(row.clientId(), number);
      assertThat(before == null ? -1 : before).isLessThan(number);
    }
    assertThat(last).hasSize(CLIENTS);
  }
}
