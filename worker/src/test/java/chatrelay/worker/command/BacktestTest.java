package chatrelay.worker.command;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.database.TestDatabase;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Exact counts over 100,000 stored messages. */
@Timeout(300)
class BacktestTest {
  private static final int ROWS = 100_000;
  @TempDir private Path folder;

  @Test
  void should_count_exactly_what_a_version_would_have_hit() throws Exception {
    try (OperatorStack stack = OperatorStack.start(TestDatabase.Kind.EMBEDDED).rooms("lobby")) {
      fill(stack);
      imported(stack, "potato\nturnip\n", "--activate");
      imported(stack, "turnip\nleek\n");

      CommandRun run =
          stack.chat(
              "lists", "backtest", "vegetables@2", "--days", "3", "--rate", "1000000", "--json");

      assertThat(run.code()).as(run.all()).isEqualTo(1);
      JsonObject report = run.json();
      assertThat(report.get("messages").getAsLong()).isEqualTo(ROWS);
      // Of each hundred: 5 potatoes (masked, with an original), 3 turnips, 2 leeks.
      assertThat(report.get("hit").getAsLong()).isEqualTo(ROWS / 100 * 5);
      assertThat(report.get("hit_by_active").getAsLong()).isEqualTo(ROWS / 100 * 8);
      assertThat(report.get("gained").getAsLong()).isEqualTo(ROWS / 100 * 2);
      assertThat(report.get("lost").getAsLong()).isEqualTo(ROWS / 100 * 5);
      assertThat(report.getAsJsonObject("verdicts").get("masked").getAsLong())
          .isEqualTo(ROWS / 100 * 5);
      JsonObject first = report.getAsJsonArray("rules").get(0).getAsJsonObject();
      assertThat(first.get("word").getAsString()).isEqualTo("turnip");
      assertThat(first.get("hits").getAsLong()).isEqualTo(ROWS / 100 * 3);
      assertThat(report.getAsJsonObject("senders").size()).isEqualTo(5);
      assertThat(report.getAsJsonArray("gained_samples")).hasSize(10);
      assertThat(
              report
                  .getAsJsonArray("lost_samples")
                  .get(0)
                  .getAsJsonObject()
                  .get("masked")
                  .getAsString())
          .isEqualTo("a ****** here");
      assertThat(stack.chat("lists", "backtest", "vegetables@1", "--rate", "1000000").code())
          .isZero();
    }
  }

  private static void fill(OperatorStack stack) {
    stack.execute(
        "INSERT INTO message (room_id, seq, dedupe_key, inbound_id, client_id, text, shape, state,"
            + " verdict, list_version, sent_at, received_at, stored_at, published_at)"
            + " WITH RECURSIVE n AS (SELECT 0 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 999)"
            + " SELECT room.id, k.i * 1000 + n.i + 1, UNHEX(SHA2(CONCAT(k.i, '-', n.i), 256)),"
            + " CONCAT(k.i, '-', n.i), CONCAT('person', n.i % 20), CASE WHEN n.i % 100 < 5 THEN"
            + " 'a ****** here' WHEN n.i % 100 < 8 THEN 'a turnip here' WHEN n.i % 100 < 10 THEN"
            + " 'a leek here' ELSE 'nothing to see' END, 'string', 'published', CASE WHEN n.i % 100"
            + " < 5 THEN 'masked' ELSE 'accepted' END, 'old@1', UTC_TIMESTAMP(3),"
            + " UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) FROM room, n, (SELECT i FROM n"
            + " WHERE i < "
            + ROWS / 1000
            + ") AS k");
    stack.execute(
        "INSERT INTO message_original (message_id, data, stored_at) SELECT id, 'a potato here',"
            + " stored_at FROM message WHERE verdict = 'masked'");
  }

  private void imported(OperatorStack stack, String words, String... more) throws IOException {
    Path file = Files.writeString(Files.createTempFile(folder, "words", ".txt"), words);
    String[] arguments = new String[4 + more.length];
    arguments[0] = "lists";
    arguments[1] = "import";
    arguments[2] = "vegetables";
    arguments[3] = file.toString();
    System.arraycopy(more, 0, arguments, 4, more.length);
    assertThat(stack.chat(arguments).code()).isZero();
  }
}
