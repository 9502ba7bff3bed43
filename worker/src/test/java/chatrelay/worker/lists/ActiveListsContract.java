package chatrelay.worker.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import chatrelay.local.database.TestDatabase;
import chatrelay.moderation.Judgement;
import chatrelay.moderation.ModerationEngine;
import chatrelay.moderation.lists.Rule;
import chatrelay.moderation.lists.WordList;
import chatrelay.runtime.Secret;
import chatrelay.schema.Database;
import chatrelay.schema.DatabaseSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a worker follows the lists in force. */
@Timeout(120)
abstract class ActiveListsContract {
  private static final int MESSAGES = 100_000;
  private static final int SWITCHES = 20;
  private static final String TEXT = "alpha and beta, gamma and delta";
  private static final WordListStore.Actor ANN = new WordListStore.Actor("ann", null);
  private static final ModerationEngine OTHERWISE = engine("otherwise");

  private final TestDatabase.Kind kind;
  private TestDatabase server;
  private Database database;
  private WordListStore store;

  @SuppressWarnings("NullAway.Init") // before each test
  ActiveListsContract(TestDatabase.Kind kind) {
    this.kind = kind;
  }

  @BeforeEach
  void start() {
    assumeThat(kind.whyUnavailable()).isEmpty();
    server = TestDatabase.create(kind);
    database = Database.open(settings());
    database.migrate();
    store = new WordListStore(database);
  }

  @AfterEach
  void stop() {
    if (database != null) {
      database.close();
      server.close();
    }
  }

  @Test
  void should_never_mix_two_versions_under_load() throws Exception {
    int one = add("words", "alpha", "beta");
    int two = add("words", "gamma", "delta");
    boolean _ = store.activate("words", one, ANN);
    AtomicInteger left = new AtomicInteger(MESSAGES);
    Set<String> versions = ConcurrentHashMap.newKeySet();
    List<Future<Integer>> mixed = new ArrayList<>();
    AtomicInteger switches = new AtomicInteger();
    try (ActiveLists lists = follow(Duration.ofMillis(5));
        ExecutorService judges = Executors.newFixedThreadPool(2)) {
      Callable<Integer> judge = () -> judge(lists, left, switches, versions);
      mixed.add(judges.submit(judge));
      mixed.add(judges.submit(judge));
      while (left.get() > 0 || switches.get() < SWITCHES) {
        boolean _ = store.activate("words", switches.get() % 2 == 0 ? two : one, ANN);
        switches.incrementAndGet();
      }
      for (Future<Integer> each : mixed) {
        assertThat(each.get()).isZero();
      }
    }
    assertThat(versions).containsExactlyInAnyOrder("words@1", "words@2");
  }

  /** Judges until there were enough messages and enough switches. */
  private static int judge(
      ActiveLists lists, AtomicInteger left, AtomicInteger switches, Set<String> versions) {
    int mixed = 0;
    while (left.getAndDecrement() > 0 || switches.get() < SWITCHES) {
      Judgement judgement = lists.of("lobby").judge(TEXT);
      String version = judgement.listVersion();
      versions.add(version);
      String expected =
          version.equals("words@1")
              ? "***** and ****, gamma and delta"
              : "alpha and beta, ***** and *****";
      boolean whole =
          judgement.text().equals(expected)
              && judgement.hits().stream()
                  .allMatch(hit -> version.equals(hit.list() + "@" + hit.listVersion()));
      mixed += whole ? 0 : 1;
    }
    return mixed;
  }

  @Test
  void should_put_two_thousand_words_in_force_within_two_seconds() {
    String[] words =
        IntStream.range(0, 2_000).mapToObj(i -> "banned" + letters(i)).toArray(String[]::new);
    boolean _ = store.activate("words", add("words", "alpha"), ANN);
    int version = add("words", words);
    try (ActiveLists lists = follow(Duration.ofMillis(500))) {
      assertThat(lists.of("lobby").listVersion()).isEqualTo("words@1");
      boolean _ = store.activate("words", version, ANN);
      Awaitility.await()
          .atMost(Duration.ofSeconds(2))
          .pollInterval(Duration.ofMillis(10))
          .until(() -> lists.of("lobby").listVersion().equals("words@2"));
    }
  }

  @Test
  void should_judge_each_room_by_the_lists_that_apply_to_it() {
    store.add(list("everywhere", "alpha"), null, ANN);
    store.add(list("games", "beta"), List.of("games"), ANN);
    try (ActiveLists lists = follow(Duration.ofHours(1))) {
      assertThat(lists.of("games")).isSameAs(OTHERWISE);
    }
    boolean _ = store.activate("games", 1, ANN);
    try (ActiveLists lists = follow(Duration.ofHours(1))) {
      assertThat(lists.of("lobby")).isSameAs(OTHERWISE);
      assertThat(lists.of("games").listVersion()).isEqualTo("games@1");
    }
    boolean _ = store.activate("everywhere", 1, ANN);
    try (ActiveLists lists = follow(Duration.ofHours(1))) {
      assertThat(lists.of("lobby").listVersion()).isEqualTo("everywhere@1");
      assertThat(lists.of("games").listVersion()).isEqualTo("everywhere@1,games@1");
    }
  }

  @Test
  void should_keep_the_old_lists_when_the_new_ones_are_damaged() {
    boolean _ = store.activate("words", add("words", "alpha"), ANN);
    int damaged = add("words", "beta");
    server.execute("UPDATE word_list_rule SET text = 'gamma' WHERE version = 2");
    try (ActiveLists lists = follow(Duration.ofMillis(10))) {
      boolean _ = store.activate("words", damaged, ANN);
      Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> lists.failures() > 0);
      assertThat(lists.of("lobby").listVersion()).isEqualTo("words@1");
      boolean _ = store.activate("words", add("words", "delta"), ANN);
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> lists.of("lobby").listVersion().equals("words@3"));
    }
  }

  @Test
  void should_judge_nothing_before_it_knows_what_is_in_force() {
    try (Database absent =
            Database.open(
                DatabaseSettings.local("127.0.0.1", 1, "none", "nobody", Secret.of("x"))
                    .withTimeouts(
                        new DatabaseSettings.Timeouts(
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(1),
                            Duration.ofMillis(300),
                            Duration.ofSeconds(1))));
        ActiveLists lists =
            ActiveLists.follow(new WordListStore(absent), () -> OTHERWISE, Duration.ofMillis(50))) {
      assertThatThrownBy(() -> lists.of("lobby")).isInstanceOf(DataAccessException.class);
    }
  }

  @Test
  void should_move_the_pointer_for_one_of_two_operators_at_a_time() throws Exception {
    int one = add("words", "alpha");
    int two = add("words", "beta");
    try (ExecutorService operators = Executors.newFixedThreadPool(4)) {
      List<Callable<Boolean>> moves = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        int version = i % 2 == 0 ? one : two;
        moves.add(() -> store.activate("words", version, ANN));
      }
      for (Future<Boolean> move : operators.invokeAll(moves)) {
        assertThat(move.get()).isNotNull();
      }
    }
    List<WordListStore.Activation> log = store.activations("words", 100).reversed();
    Integer before = null;
    for (WordListStore.Activation move : log) {
      assertThat(move.previous()).isEqualTo(before);
      assertThat(move.version()).isNotEqualTo(before);
      before = move.version();
    }
    assertThat(store.active())
        .containsExactly(new ListReference("words", before == null ? 0 : before));
  }

  private ActiveLists follow(Duration every) {
    return ActiveLists.follow(store, () -> OTHERWISE, every);
  }

  private int add(String name, String... words) {
    return store.add(list(name, words), null, ANN).stored().version();
  }

  private static WordList list(String name, String... words) {
    return WordList.of(name, List.of(words).stream().map(Rule::word).toList(), List.of());
  }

  private static ModerationEngine engine(String name) {
    return ModerationEngine.compile(List.of(list(name, "zeta")));
  }

  private static String letters(int number) {
    StringBuilder word = new StringBuilder();
    for (int rest = number + 26; rest > 0; rest /= 26) {
      word.append((char) ('a' + rest % 26));
    }
    return word.toString();
  }

  private DatabaseSettings settings() {
    return DatabaseSettings.local(
        server.host(),
        server.port(),
        server.name(),
        server.username(),
        Secret.of(server.password()));
  }
}
