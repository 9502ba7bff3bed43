package chatrelay.schema;

import static chatrelay.schema.generated.Tables.OUTBOX;
import static chatrelay.schema.generated.Tables.ROOM;

import chatrelay.schema.generated.tables.records.RoomRecord;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jooq.Condition;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rooms in the database. Every call is one or two statements; nothing is cached. Thread-safe.
 * SQL failures surface as {@link DataAccessException}.
 */
public final class Rooms {
  private static final Logger log = LoggerFactory.getLogger(Rooms.class);

  private final Database database;
  private final InstantSource clock;
  private final Set<Long> misnamed = ConcurrentHashMap.newKeySet();

  /** Uses {@code clock} for the times of creation and archiving. */
  public Rooms(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Every room, archived or not, by name. */
  public List<Room> all() {
    return select(DSL.noCondition());
  }

  /** All rooms that take messages, by name. */
  public List<Room> active() {
    return select(ROOM.ARCHIVED_AT.isNull());
  }

  /** Archived rooms that still have messages to publish, by name. */
  public List<Room> unpublished() {
    return select(
        ROOM.ARCHIVED_AT
            .isNotNull()
            .and(DSL.exists(DSL.selectOne().from(OUTBOX).where(OUTBOX.ROOM_ID.eq(ROOM.ID)))));
  }

  private List<Room> select(Condition wanted) {
    return database.context().selectFrom(ROOM).where(wanted).orderBy(ROOM.NAME).fetch().stream()
        .filter(this::isNamed)
        .map(Rooms::room)
        .toList();
  }

  /** A row written by hand must not hide all other rooms. */
  private boolean isNamed(RoomRecord row) {
    boolean named = RoomName.parse(row.getName()).isPresent();
    if (!named && misnamed.add(row.getId())) {
      log.error(
          "room {} is left out: its name has to be 1 to 64 of a-z 0-9 _ -, a letter or digit first"
              + " and last; correct or delete the row",
          row.getId());
    }
    return named;
  }

  /** One room, archived or not. */
  public Optional<Room> find(RoomName name) {
    return database
        .context()
        .selectFrom(ROOM)
        .where(ROOM.NAME.eq(name.value()))
        .fetchOptional(Rooms::room);
  }

  /**
   * Creates a room with {@link RoomSettings#DEFAULT}. An existing room is returned unchanged, title
   * and archiving included, so that two processes may create the same room at once.
   */
  public Room create(RoomName name, String title) {
    RoomRecord row = new RoomRecord();
    row.setName(name.value());
    row.setTitle(title);
    row.setShard(name.shard());
    row.setCreatedAt(clock.instant());
    RoomSettings.DEFAULT.writeTo(row);
    database
        .upserts()
        .insertInto(ROOM)
        .set(row)
        .onDuplicateKeyUpdate()
        .set(ROOM.NAME, ROOM.NAME)
        .execute();
    return find(name).orElseThrow(() -> new DataAccessException("room " + name + " vanished"));
  }

  /** Stops a room from taking messages; its history stays. False when it was not active. */
  public boolean archive(RoomName name) {
    return database
            .context()
            .update(ROOM)
            .set(ROOM.ARCHIVED_AT, clock.instant())
            .where(ROOM.NAME.eq(name.value()), ROOM.ARCHIVED_AT.isNull())
            .execute()
        == 1;
  }

  /** Lets an archived room take messages again. False when it was not archived. */
  public boolean restore(RoomName name) {
    return database
            .context()
            .update(ROOM)
            .setNull(ROOM.ARCHIVED_AT)
            .where(ROOM.NAME.eq(name.value()), ROOM.ARCHIVED_AT.isNotNull())
            .execute()
        == 1;
  }

  /**
   * Replaces a room's settings by what {@code change} makes of them, in one transaction: two
   * changes of different settings at once both hold. False when there is no such room.
   */
  public boolean change(RoomName name, UnaryOperator<RoomSettings> change) {
    return database.transaction(context -> {
      RoomRecord row =
          context.selectFrom(ROOM).where(ROOM.NAME.eq(name.value())).forUpdate().fetchOne();
      if (row == null) {
        return false;
      }
      change.apply(RoomSettings.of(row)).writeTo(row);
      row.update();
      return true;
    });
  }

  private static Room room(RoomRecord row) {
    return new Room(
        row.getId(),
        RoomName.of(row.getName()),
        row.getTitle(),
        row.getShard(),
        RoomSettings.of(row),
        row.getCreatedAt(),
        row.getArchivedAt());
  }
}
