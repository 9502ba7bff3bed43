package chatrelay.worker.command;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.database.TestDatabase;
import chatrelay.worker.Worker;
import com.google.gson.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rooms in an operator's hands. */
@Timeout(120)
final class RoomCommandsTest {
  private OperatorStack stack;

  @BeforeEach
  void start() throws Exception {
    stack = OperatorStack.start(TestDatabase.Kind.EMBEDDED);
  }

  @AfterEach
  void stop() throws Exception {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void should_make_workers_follow_a_created_room_and_leave_an_archived_one() throws Exception {
    stack.rooms("lobby");
    Worker worker = stack.worker(1);

    CommandRun created =
        stack.chat("room", "create", "tea", "--title", "Tea & cake", "--fail-policy", "hold");
    assertThat(created.code()).as(created.all()).isZero();
    OperatorStack.soon().until(() -> worker.rooms() == 2 && worker.isCaughtUp());
    stack.send("tea", "guest", "hello");
    OperatorStack.soon().until(() -> stack.outbound("tea").size() == 1);

    assertThat(stack.chat("room", "archive", "tea").code()).isZero();
    OperatorStack.soon().until(() -> worker.rooms() == 1);
    assertThat(stack.chat("room", "archive", "tea").code()).isEqualTo(1);
    assertThat(stack.chat("room", "create", "tea").all()).contains("./chat room restore tea");
    assertThat(stack.chat("room", "restore", "tea").code()).isZero();
    OperatorStack.soon().until(() -> worker.rooms() == 2);
    assertThat(stack.chat("room", "restore", "tea").code()).isEqualTo(1);
  }

  @Test
  void should_list_rooms_with_what_was_said_of_them() {
    assertThat(stack.chat("room", "create", "tea", "--title", " Tea & cake ").code()).isZero();
    assertThat(stack.chat("room", "fail-policy", "tea", "open").code()).isZero();
    assertThat(stack.chat("room", "create", "old").code()).isZero();
    assertThat(stack.chat("room", "archive", "old").code()).isZero();

    assertThat(stack.chat("room", "list").out()).contains("tea").doesNotContain("old");
    assertThat(stack.chat("room", "list", "--all").out()).contains("tea", "old", "archived");
    JsonObject tea = stack.chat("room", "list", "--json").json();
    assertThat(tea.get("room").getAsString()).isEqualTo("tea");
    assertThat(tea.get("title").getAsString()).isEqualTo("Tea & cake");
    assertThat(tea.get("fail_policy").getAsString()).isEqualTo("open");
    assertThat(tea.get("archived_at").isJsonNull()).isTrue();
  }

  @Test
  void should_refuse_what_can_be_no_room_and_change_nothing() {
    for (String name : new String[] {"", "Tea", "a b", "-tea", "x".repeat(65), "a/b"}) {
      assertThat(stack.chat("room", "create", name).code()).as(name).isEqualTo(64);
    }
    assertThat(stack.chat("room", "create", "tea", "--title", " ").code()).isEqualTo(64);
    assertThat(stack.chat("room", "create", "tea", "--title", "x".repeat(201)).code())
        .isEqualTo(64);
    assertThat(stack.chat("room", "create", "tea", "--fail-policy", "shut").code()).isEqualTo(64);
    assertThat(stack.chat("room", "fail-policy", "tea", "open").code()).isEqualTo(1);
    assertThat(stack.chat("room", "archive", "tea").all()).contains("there is no room tea");
    assertThat(stack.chat("room", "list", "--all").out()).isEmpty();
    assertThat(stack.chat("room", "create", "tea").code()).isZero();
    assertThat(stack.chat("room", "create", "tea").code()).isEqualTo(1);
  }
}
