package chatrelay.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chatrelay.runtime.Variable;
import chatrelay.schema.RoomName;
import chatrelay.schema.Rooms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What outlives a stop, and what changes without one. */
class RestartTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @Test
  void shouldShowYesterdaysMessagesAfterARestart() {
    LocalStack.Options options = LocalStack.Options.aside(Stacks.newFolder());
    try (LocalStack stack = Stacks.start(options);
        AppClient client = AppClient.join(stack, true, "lobby").read("lobby")) {
      AppClient.await(client.send("lobby", "yesterday", "from yesterday"));
      await().atMost(LIMIT).until(() -> client.received().size() == 1);
    }

    try (LocalStack stack = Stacks.start(options.keepingData());
        StackRows rows = new StackRows(stack)) {
      assertThat(rows.of("lobby"))
          .extracting(StackRows.Row::text)
          .containsExactly("from yesterday");
    }
  }

  @Test
  void shouldStoreWhatWasSentWhileTheWorkerWasAway() throws Exception {
    LocalStack.Options options = LocalStack.Options.aside(Stacks.newFolder()).withoutWorker();
    try (LocalStack stack = Stacks.start(options);
        AppClient client = AppClient.join(stack, true, "lobby").read("lobby")) {
      AppClient.await(client.send("lobby", "early", "sent before the worker"));

      try (KillableWorker worker = KillableWorker.start(stack)) {
        await().atMost(LIMIT).until(() -> client.received().size() == 1);
        assertThat(worker.isAlive()).isTrue();
      }
      assertThat(client.received().getFirst().text()).isEqualTo("sent before the worker");
    }
  }

  @Test
  void shouldPickUpANewRoomWithin5Seconds() {
    try (LocalStack stack = Stacks.start();
        StackRows rows = new StackRows(stack)) {
      new Rooms(rows.database(), Clock.systemUTC()).create(RoomName.of("brand-new"), "Brand new");
      try (AppClient client = AppClient.join(stack, true, "brand-new").read("brand-new")) {
        AppClient.await(client.send("brand-new", "first", "the first one"));

        await().atMost(Duration.ofSeconds(5)).until(() -> !client.received("brand-new").isEmpty());
      }
    }
  }

  @Test
  void shouldReadTheWordsAgainWhenTheirFileChanges(@TempDir Path folder) throws IOException {
    Path words = Files.writeString(folder.resolve("words.txt"), "turnip\n");
    LocalStack.Options options = LocalStack.Options.aside(Stacks.newFolder());
    try (LocalStack stack =
            Stacks.start(options, Map.of(Variable.BANNED_WORDS_FILE, words.toString()));
        AppClient client = AppClient.join(stack, true, "lobby").read("lobby")) {
      AppClient.await(client.send("lobby", "before", "turnip radish"));
      await().atMost(LIMIT).until(() -> client.received().size() == 1);
      assertThat(client.received().getFirst().text()).isEqualTo("****** radish");

      Files.writeString(words, "radish\n");

      await()
          .atMost(LIMIT)
          .until(() -> {
            String id = "after-" + client.received().size();
            AppClient.await(client.send("lobby", id, "turnip radish"));
            return client.received().stream()
                .anyMatch(message -> message.text().equals("turnip ******"));
          });
    }
  }
}
