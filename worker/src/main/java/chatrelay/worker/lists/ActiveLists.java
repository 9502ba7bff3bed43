package chatrelay.worker.lists;

import chatrelay.moderation.ModerationEngine;
import chatrelay.moderation.lists.WordList;
import chatrelay.runtime.RepeatedTurn;
import chatrelay.worker.moderate.RoomEngines;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engines for the lists in force, followed from the database on one thread, {@code word-lists}.
 *
 * <p>A change is compiled separately and swapped in as a whole, so that a message is judged by the
 * old or the new lists, never by a mix. When lists can't be read or compiled, the old ones stay in
 * force. {@code otherwise} judges rooms without a list. Before the first successful load {@link
 * #of} loads itself or throws.
 */
public final class ActiveLists implements RoomEngines, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ActiveLists.class);

  private final WordListStore store;
  private final Supplier<ModerationEngine> otherwise;
  private final Consumer<List<ActiveList>> listener;
  private final RepeatedTurn looks = new RepeatedTurn("word-lists", this::look);
  private final LongAdder failures = new LongAdder();
  private volatile @Nullable InForce inForce;
  private long failedRevision = -1;

  /**
   * @param rooms engines of the rooms that some list names
   * @param everywhere the engine of all other rooms; null when no list applies to them
   */
  private record InForce(
      long revision,
      Map<String, ActiveList> lists,
      Map<String, ModerationEngine> rooms,
      @Nullable ModerationEngine everywhere) {}

  /** A version in force and since when. */
  public record ActiveList(StoredList list, Instant activatedAt) {}

  private ActiveLists(
      WordListStore store,
      Supplier<ModerationEngine> otherwise,
      Consumer<List<ActiveList>> listener) {
    this.store = store;
    this.otherwise = otherwise;
    this.listener = listener;
  }

  /** Loads what is in force, if the database answers, and looks for changes every {@code every}. */
  public static ActiveLists follow(
      WordListStore store, Supplier<ModerationEngine> otherwise, Duration every) {
    return follow(store, otherwise, every, lists -> {});
  }

  /** The same; {@code listener} receives the lists in force after each change. */
  public static ActiveLists follow(
      WordListStore store,
      Supplier<ModerationEngine> otherwise,
      Duration every,
      Consumer<List<ActiveList>> listener) {
    ActiveLists lists = new ActiveLists(store, otherwise, listener);
    lists.look();
    lists.looks.start(every, every);
    return lists;
  }

  @Override
  public ModerationEngine of(String room) {
    InForce now = inForce;
    if (now == null) {
      now = load();
    }
    ModerationEngine engine = now.rooms().getOrDefault(room, now.everywhere());
    return engine == null ? otherwise.get() : engine;
  }

  /** The revision in force here; -1 before the first load. */
  public long revision() {
    InForce now = inForce;
    return now == null ? -1 : now.revision();
  }

  /** Failed attempts to read or compile the lists so far. */
  public long failures() {
    return failures.sum();
  }

  @Override
  public void close() {
    looks.close();
  }

  private void look() {
    try {
      long revision = store.revision();
      if (revision != revision() && revision != failedRevision) {
        load();
      }
    } catch (DataAccessException failure) {
      failures.increment();
      log.debug("word lists can't be looked at: {}", failure.toString());
    } catch (IllegalArgumentException | IllegalStateException unusable) {
      log.debug("word lists can't be used: {}", unusable.toString()); // told by load()
    } catch (RuntimeException | Error defect) {
      // Not rethrown: the first load runs on the starting thread.
      failures.increment();
      log.error("word lists can't be followed", defect);
    }
  }

  private synchronized InForce load() {
    InForce old = inForce;
    long revision = store.revision();
    if (old != null && old.revision() == revision) {
      return old;
    }
    try {
      InForce loaded = compile(revision, old);
      inForce = loaded;
      listener.accept(List.copyOf(loaded.lists().values()));
      log.info("word lists in force: {}", loaded.lists().keySet());
      return loaded;
    } catch (IllegalArgumentException | IllegalStateException unusable) {
      failures.increment();
      failedRevision = revision;
      log.error("word lists stay as they were: {}", unusable.getMessage());
      throw unusable;
    }
  }

  private InForce compile(long revision, @Nullable InForce old) {
    Map<String, ActiveList> lists = new java.util.LinkedHashMap<>();
    TreeSet<String> named = new TreeSet<>();
    for (ListReference reference : store.active()) {
      ActiveList known = old == null ? null : old.lists().get(reference.toString());
      StoredList list =
          known == null
              ? store
                  .find(reference)
                  .orElseThrow(
                      () -> new IllegalStateException("word list " + reference + " is gone"))
              : known.list();
      lists.put(reference.toString(), new ActiveList(list, activatedAt(list)));
      if (list.rooms() != null) {
        named.addAll(list.rooms());
      }
    }
    Map<List<WordList>, ModerationEngine> engines = new HashMap<>();
    Map<String, ModerationEngine> rooms = new HashMap<>();
    for (String room : named) {
      ModerationEngine engine = engine(engines, lists, room);
      if (engine != null) {
        rooms.put(room, engine);
      }
    }
    return new InForce(revision, lists, Map.copyOf(rooms), engine(engines, lists, null));
  }

  private Instant activatedAt(StoredList list) {
    return store.activations(list.reference().name(), 1).stream()
        .map(WordListStore.Activation::at)
        .findFirst()
        .orElse(list.importedAt());
  }

  /** The engine of a room, or of the rooms that no list names; null when no list applies. */
  private static @Nullable ModerationEngine engine(
      Map<List<WordList>, ModerationEngine> engines,
      Map<String, ActiveList> lists,
      @Nullable String room) {
    List<WordList> applying = new ArrayList<>();
    for (ActiveList active : lists.values()) {
      StoredList list = active.list();
      if (list.rooms() == null || (room != null && list.appliesTo(room))) {
        applying.add(list.list());
      }
    }
    return applying.isEmpty() ? null : engines.computeIfAbsent(applying, ModerationEngine::compile);
  }
}
