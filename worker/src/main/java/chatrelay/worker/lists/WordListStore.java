package chatrelay.worker.lists;

import static chatrelay.schema.generated.Tables.WORD_LIST;
import static chatrelay.schema.generated.Tables.WORD_LIST_ACTIVATION;
import static chatrelay.schema.generated.Tables.WORD_LIST_REVISION;
import static chatrelay.schema.generated.Tables.WORD_LIST_RULE;
import static chatrelay.schema.generated.Tables.WORD_LIST_VERSION;

import chatrelay.moderation.lists.WordList;
import chatrelay.schema.Database;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes word lists. Versions are inserted and never changed; what is in force is a
 * pointer, moved in one transaction with the revision that workers watch.
 *
 * <p>Safe for any thread and any number of processes; throws jOOQ's {@code DataAccessException}.
 */
public final class WordListStore {
  /** Lists in force at once at most, so that their names fit into a message's row. */
  public static final int MOST_ACTIVE = 20;

  private static final Field<Instant> NOW =
      DSL.field("UTC_TIMESTAMP(3)", WORD_LIST.CREATED_AT.getDataType());

  private final Database database;

  /** Works on {@code database}. */
  public WordListStore(Database database) {
    this.database = database;
  }

  /** The operator of a change, and the reason. */
  public record Actor(String name, @Nullable String reason) {}

  /** The version with that content, and whether it is new. */
  public record Imported(StoredList stored, boolean created) {}

  /** A list as a whole; {@code active} is null while it is off. */
  public record Overview(String name, @Nullable Integer active, int newest, Instant createdAt) {}

  /**
   * A version without its content; {@code rooms} comma-separated, null for all; {@code allowed}
   * counts the entries of the allow-list, which are no rules.
   */
  public record VersionInfo(
      int version,
      @Nullable String rooms,
      String locale,
      int rules,
      int allowed,
      Instant importedAt,
      String importedBy,
      @Nullable String reason) {}

  /** One move of the pointer; {@code version} null for off. */
  public record Activation(
      @Nullable Integer version,
      @Nullable Integer previous,
      String kind,
      Instant at,
      String by,
      @Nullable String reason) {}

  /**
   * Stores a version of {@code list}, or returns the newest one when content and rooms are the
   * same. It takes effect when it is activated.
   *
   * @param rooms names in order, or null for all
   */
  public Imported add(WordList list, @Nullable List<String> rooms, Actor actor) {
    createList(list.name());
    return database.transaction(context -> {
      long id = lock(context, list.name()).orElseThrow();
      Record newest = ListRows.newest(context, id);
      if (newest != null
          && list.fingerprint().equals(newest.get(WORD_LIST_VERSION.FINGERPRINT))
          && Objects.equals(ListRows.rooms(newest), rooms)) {
        return new Imported(ListRows.stored(list, newest), false);
      }
      int version = newest == null ? 1 : newest.get(WORD_LIST_VERSION.VERSION) + 1;
      ListRows.insert(context, id, version, list, rooms, actor);
      return new Imported(
          ListRows.stored(list, Objects.requireNonNull(ListRows.newest(context, id))), true);
    });
  }

  private void createList(String name) {
    database
        .upserts()
        .insertInto(WORD_LIST)
        .set(WORD_LIST.NAME, name)
        .set(WORD_LIST.CREATED_AT, NOW)
        .onDuplicateKeyUpdate()
        .set(WORD_LIST.NAME, WORD_LIST.NAME)
        .execute();
  }

  private static Optional<Long> lock(DSLContext context, String name) {
    return context
        .select(WORD_LIST.ID)
        .from(WORD_LIST)
        .where(WORD_LIST.NAME.eq(name))
        .forUpdate()
        .fetchOptional(WORD_LIST.ID);
  }

  /**
   * One version with all its rules.
   *
   * @throws IllegalStateException when the rows are not what was imported
   */
  public Optional<StoredList> find(ListReference reference) {
    return find(database.context(), reference);
  }

  private static Optional<StoredList> find(DSLContext context, ListReference reference) {
    return ListRows.load(context, reference);
  }

  /** The version with the highest number. */
  public Optional<StoredList> newest(String name) {
    return newest(database.context(), name);
  }

  private static Optional<StoredList> newest(DSLContext context, String name) {
    return newestVersion(context, name)
        .flatMap(version -> find(context, new ListReference(name, version)));
  }

  private static Optional<Integer> newestVersion(DSLContext context, String name) {
    return Optional.ofNullable(
        context
            .select(DSL.max(WORD_LIST_VERSION.VERSION))
            .from(WORD_LIST_VERSION)
            .join(WORD_LIST)
            .on(WORD_LIST.ID.eq(WORD_LIST_VERSION.LIST_ID))
            .where(WORD_LIST.NAME.eq(name))
            .fetchOne(0, Integer.class));
  }

  /** All lists that have a version, by name. */
  public List<Overview> overview() {
    Field<Integer> newest = DSL.max(WORD_LIST_VERSION.VERSION);
    return database
        .context()
        .select(WORD_LIST.NAME, WORD_LIST.ACTIVE_VERSION, newest, WORD_LIST.CREATED_AT)
        .from(WORD_LIST)
        .join(WORD_LIST_VERSION)
        .on(WORD_LIST_VERSION.LIST_ID.eq(WORD_LIST.ID))
        .groupBy(WORD_LIST.ID, WORD_LIST.NAME, WORD_LIST.ACTIVE_VERSION, WORD_LIST.CREATED_AT)
        .orderBy(WORD_LIST.NAME)
        .fetch(row -> new Overview(row.value1(), row.value2(), row.value3(), row.value4()));
  }

  /** All versions of one list, newest first, without their rules. */
  public List<VersionInfo> versions(String name) {
    return database
        .context()
        .select(WORD_LIST_VERSION.asterisk(), count(false).as("rules"), count(true).as("allowed"))
        .from(WORD_LIST_VERSION)
        .join(WORD_LIST)
        .on(WORD_LIST.ID.eq(WORD_LIST_VERSION.LIST_ID))
        .where(WORD_LIST.NAME.eq(name))
        .orderBy(WORD_LIST_VERSION.VERSION.desc())
        .fetch(row ->
            new VersionInfo(
                row.get(WORD_LIST_VERSION.VERSION),
                row.get(WORD_LIST_VERSION.ROOMS),
                row.get(WORD_LIST_VERSION.LOCALE),
                row.get("rules", Integer.class),
                row.get("allowed", Integer.class),
                row.get(WORD_LIST_VERSION.IMPORTED_AT),
                row.get(WORD_LIST_VERSION.IMPORTED_BY),
                row.get(WORD_LIST_VERSION.REASON)));
  }

  /** Banned words, or entries of the allow-list, of the version of the row. */
  private static Field<Integer> count(boolean allowed) {
    return DSL.field(
        DSL.selectCount()
            .from(WORD_LIST_RULE)
            .where(
                WORD_LIST_RULE.LIST_ID.eq(WORD_LIST_VERSION.LIST_ID),
                WORD_LIST_RULE.VERSION.eq(WORD_LIST_VERSION.VERSION),
                WORD_LIST_RULE.ALLOWED.eq((byte) (allowed ? 1 : 0))));
  }

  /** What is in force now, by name; one consistent answer. */
  public List<ListReference> active() {
    return database
        .context()
        .select(WORD_LIST.NAME, WORD_LIST.ACTIVE_VERSION)
        .from(WORD_LIST)
        .where(WORD_LIST.ACTIVE_VERSION.isNotNull())
        .orderBy(WORD_LIST.NAME)
        .fetch(row -> new ListReference(row.value1(), row.value2()));
  }

  /** Grows with every activation. */
  public long revision() {
    Long revision =
        database
            .context()
            .select(WORD_LIST_REVISION.REVISION)
            .from(WORD_LIST_REVISION)
            .fetchSingle(WORD_LIST_REVISION.REVISION);
    return Objects.requireNonNull(revision);
  }

  /** Moves of the pointer of one list, newest first, at most {@code most}. */
  public List<Activation> activations(String name, int most) {
    return database
        .context()
        .select(WORD_LIST_ACTIVATION.asterisk())
        .from(WORD_LIST_ACTIVATION)
        .join(WORD_LIST)
        .on(WORD_LIST.ID.eq(WORD_LIST_ACTIVATION.LIST_ID))
        .where(WORD_LIST.NAME.eq(name))
        .orderBy(WORD_LIST_ACTIVATION.ID.desc())
        .limit(most)
        .fetch(row ->
            new Activation(
                row.get(WORD_LIST_ACTIVATION.VERSION),
                row.get(WORD_LIST_ACTIVATION.PREVIOUS),
                row.get(WORD_LIST_ACTIVATION.KIND),
                row.get(WORD_LIST_ACTIVATION.ACTIVATED_AT),
                row.get(WORD_LIST_ACTIVATION.ACTIVATED_BY),
                row.get(WORD_LIST_ACTIVATION.REASON)));
  }

  /**
   * Puts a version in force, or switches the list off when {@code version} is null.
   *
   * @return false when nothing changes
   * @throws IllegalArgumentException when there is no such list or version, or too many are active
   */
  public boolean activate(String name, @Nullable Integer version, Actor actor) {
    return database.transaction(context -> {
      long id = lock(context, name).orElseThrow(() -> unknown(name));
      if (version != null && !exists(context, id, version)) {
        throw unknown(name + "@" + version);
      }
      return move(context, id, version, "activate", actor);
    });
  }

  /**
   * Reactivates the version that was in force before the present one.
   *
   * @return the version that is in force now; empty when the list is off now
   * @throws IllegalArgumentException when there is no such list or nothing to go back to
   */
  public Optional<Integer> rollback(String name, Actor actor) {
    return database.transaction(context -> {
      long id = lock(context, name).orElseThrow(() -> unknown(name));
      Record last =
          context
              .select(WORD_LIST_ACTIVATION.PREVIOUS)
              .from(WORD_LIST_ACTIVATION)
              .where(WORD_LIST_ACTIVATION.LIST_ID.eq(id))
              .orderBy(WORD_LIST_ACTIVATION.ID.desc())
              .limit(1)
              .fetchOne();
      if (last == null) {
        throw new IllegalArgumentException(name + " was never activated; nothing to go back to");
      }
      Integer previous = last.get(WORD_LIST_ACTIVATION.PREVIOUS);
      boolean _ = move(context, id, previous, "rollback", actor);
      return Optional.ofNullable(previous);
    });
  }

  private static boolean exists(DSLContext context, long id, int version) {
    Condition wanted = WORD_LIST_VERSION.LIST_ID.eq(id).and(WORD_LIST_VERSION.VERSION.eq(version));
    return context.fetchExists(WORD_LIST_VERSION, wanted);
  }

  private static IllegalArgumentException unknown(String what) {
    return new IllegalArgumentException(
        "there is no word list " + what + "; ./chat lists show names all");
  }

  private static boolean move(
      DSLContext context, long id, @Nullable Integer version, String kind, Actor actor) {
    // Locked first and last, so that activations of different lists run one after another.
    context
        .update(WORD_LIST_REVISION)
        .set(WORD_LIST_REVISION.REVISION, WORD_LIST_REVISION.REVISION.plus(1))
        .execute();
    Integer previous =
        context
            .select(WORD_LIST.ACTIVE_VERSION)
            .from(WORD_LIST)
            .where(WORD_LIST.ID.eq(id))
            .fetchSingle(WORD_LIST.ACTIVE_VERSION);
    if (Objects.equals(previous, version)) {
      return false;
    }
    if (previous == null
        && context.fetchCount(WORD_LIST, WORD_LIST.ACTIVE_VERSION.isNotNull()) >= MOST_ACTIVE) {
      throw new IllegalArgumentException(
          MOST_ACTIVE + " lists are in force already; switch one off or merge two");
    }
    context
        .update(WORD_LIST)
        .set(WORD_LIST.ACTIVE_VERSION, version)
        .where(WORD_LIST.ID.eq(id))
        .execute();
    context
        .insertInto(WORD_LIST_ACTIVATION)
        .set(WORD_LIST_ACTIVATION.LIST_ID, id)
        .set(WORD_LIST_ACTIVATION.VERSION, version)
        .set(WORD_LIST_ACTIVATION.PREVIOUS, previous)
        .set(WORD_LIST_ACTIVATION.KIND, kind)
        .set(WORD_LIST_ACTIVATION.ACTIVATED_AT, NOW)
        .set(WORD_LIST_ACTIVATION.ACTIVATED_BY, actor.name())
        .set(WORD_LIST_ACTIVATION.REASON, actor.reason())
        .execute();
    return true;
  }
}
