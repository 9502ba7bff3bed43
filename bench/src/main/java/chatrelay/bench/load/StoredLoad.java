package chatrelay.bench.load;

import static chatrelay.schema.generated.Tables.MESSAGE;

import chatrelay.local.stack.LocalStack;
import chatrelay.moderation.lists.Action;
import chatrelay.moderation.lists.MatchMode;
import chatrelay.moderation.lists.Rule;
import chatrelay.moderation.lists.WordList;
import chatrelay.runtime.Environment;
import chatrelay.schema.Database;
import chatrelay.schema.DatabaseSettings;
import chatrelay.worker.lists.ListReference;
import chatrelay.worker.lists.WordListStore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The messages that a running stack has stored, and a backtest over them. One thread. */
final class StoredLoad implements AutoCloseable {
  private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final Environment environment;
  private final Database database;

  StoredLoad(LocalStack stack) {
    environment = stack.environment();
    database = Database.open(DatabaseSettings.from(stack.environment()));
    stack.environment().check();
  }

  /** Waits until {@code wanted} messages are stored, for ten minutes at most. */
  void await(int wanted) {
    long end = System.nanoTime() + LIMIT_NANOS;
    while (database.context().fetchCount(MESSAGE) < wanted) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(wanted + " messages were not stored within ten minutes");
      }
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
    }
  }

  /** Runs the operator's command over all of them, with a list that hits every message. */
  long backtest() {
    WordList list =
        WordList.of(
            "candidate",
            List.of(
                Rule.of("potato", MatchMode.WORD, Action.MASK, ""),
                Rule.of("brown fox", MatchMode.PHRASE, Action.FLAG, "")),
            List.of());
    WordListStore.Actor actor = new WordListStore.Actor("bench", null);
    ListReference version = new WordListStore(database).add(list, null, actor).stored().reference();
    JsonNode report = answer("./chat", "lists", "backtest", version.toString(), "--json");
    if (report.path("hit").asLong() != report.path("messages").asLong()) {
      throw new IllegalStateException("not all messages were hit: " + report);
    }
    return report.path("messages").asLong();
  }

  private JsonNode answer(String... words) {
    ProcessBuilder command = new ProcessBuilder(words).redirectError(Redirect.INHERIT);
    // Those of this program are no measure for a command.
    command.environment().keySet().removeAll(List.of("CHAT_HEAP", "CHAT_JAVA_OPTIONS"));
    environment.exportTo(command.environment());
    try {
      Process process = command.start();
      process
          .onExit()
          .orTimeout(LIMIT_NANOS, TimeUnit.NANOSECONDS)
          .exceptionally(late -> process.destroyForcibly());
      return new ObjectMapper().readTree(process.getInputStream());
    } catch (IOException failure) {
      throw new UncheckedIOException("./chat can't be run", failure);
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
