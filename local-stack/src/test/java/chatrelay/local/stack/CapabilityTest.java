package chatrelay.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ably.lib.realtime.Channel;
import io.ably.lib.realtime.ChannelState;
import io.ably.lib.realtime.CompletionListener;
import io.ably.lib.types.AblyException;
import io.ably.lib.types.ErrorInfo;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a client's token must not be able to do. */
class CapabilityTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int NO_CAPABILITY = 40160;

  private static LocalStack stack;

  @BeforeAll
  static void start() {
    stack = Stacks.start();
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @Test
  void shouldNotReadWhatIsNotYetModerated() throws AblyException {
    try (AppClient sender = AppClient.join(stack, true, "lobby");
        AppClient spy = AppClient.join(stack, true, "lobby").read("lobby")) {
      List<String> seen = new CopyOnWriteArrayList<>();
      Channel inbound = spy.ably.channels.get("chat-in:lobby");
      inbound.subscribe(message -> seen.add(String.valueOf(message.data)));

      AppClient.await(sender.send("lobby", "spied", "raw potato"));

      await()
          .atMost(LIMIT)
          .until(() ->
              spy.received().stream().anyMatch(message -> message.text().equals("raw ******")));
      assertThat(seen).isEmpty();
    }
  }

  @Test
  void shouldNotPublishPastTheWorker() throws AblyException {
    try (AppClient client = AppClient.join(stack, true, "lobby").read("lobby")) {
      assertThat(publishOutbound(client)).isEqualTo(NO_CAPABILITY);
      assertThat(client.received()).noneMatch(message -> message.text().equals("past the worker"));
    }
  }

  @Test
  void shouldNotEnterARoomItDidNotAskFor() throws AblyException {
    try (AppClient client = AppClient.join(stack, true, "lobby")) {
      Channel random = client.ably.channels.get("chat-out:random");
      random.attach();

      await().atMost(LIMIT).until(() -> random.state == ChannelState.failed);
      assertThat(random.reason.code).isEqualTo(NO_CAPABILITY);
    }
  }

  @Test
  void shouldNotReadTheNotesForAnother() throws AblyException {
    try (AppClient client = AppClient.join(stack, true, "lobby")) {
      Channel notes = client.ably.channels.get("chat-user:someone-else");
      notes.attach();

      await().atMost(LIMIT).until(() -> notes.state == ChannelState.failed);
      assertThat(notes.reason.code).isEqualTo(NO_CAPABILITY);
    }
  }

  @Test
  void shouldNotReadInboundHistory() {
    try (AppClient client = AppClient.join(stack, true, "lobby")) {
      AblyException refusal =
          org.assertj.core.api.Assertions.catchThrowableOfType(
              AblyException.class, () -> client.ably.channels.get("chat-in:lobby").history(null));

      assertThat(refusal.errorInfo.code).isEqualTo(NO_CAPABILITY);
    }
  }

  private static int publishOutbound(AppClient client) throws AblyException {
    CompletableFuture<Integer> code = new CompletableFuture<>();
    client
        .ably
        .channels
        .get("chat-out:lobby")
        .publish(
            "message",
            "past the worker",
            new CompletionListener() {
              @Override
              public void onSuccess() {
                code.complete(0);
              }

              @Override
              public void onError(@Nullable ErrorInfo reason) {
                code.complete(reason == null ? -1 : reason.code);
              }
            });
    return AppClient.await(code);
  }
}
