package chatrelay.worker.store;

import chatrelay.local.database.LeastRights;
import chatrelay.local.database.TestDatabase;
import chatrelay.moderation.Verdict;
import chatrelay.runtime.Secret;
import chatrelay.schema.ChannelNames;
import chatrelay.schema.Database;
import chatrelay.schema.DatabaseSettings;
import chatrelay.schema.Room;
import chatrelay.schema.RoomName;
import chatrelay.schema.Rooms;
import chatrelay.worker.broker.ReceivedMessage;
import chatrelay.worker.inbound.InboundMessage;
import chatrelay.worker.inbound.MessageReader;
import chatrelay.worker.inbound.RoomRoute;
import chatrelay.worker.moderate.ModeratedMessage;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A migrated schema with rooms, and messages as if moderation had accepted them. */
public final class StoreFixture implements AutoCloseable {
  private final TestDatabase server;
  private final Database database;
  private final MessageReader reader = new MessageReader(Clock.systemUTC());

  public StoreFixture(TestDatabase.Kind kind) {
    this(TestDatabase.create(kind));
  }

  /** Migrates {@code server} and gives it the users of production; it is dropped at the end. */
  public StoreFixture(TestDatabase server) {
    this.server = server;
    try (Database migrating = Database.open(settings(server))) {
      migrating.migrate();
    }
    LeastRights.grant(server);
    database = Database.open(settings(LeastRights.as(server, "chat_worker")));
  }

  private static DatabaseSettings settings(TestDatabase login) {
    return DatabaseSettings.local(
        login.host(), login.port(), login.name(), login.username(), Secret.of(login.password()));
  }

  /** As the worker's user, with the rights that production gives to it. */
  public Database database() {
    return database;
  }

  public RoomRoute room(String name) {
    return route(new Rooms(database, Clock.systemUTC()).create(RoomName.of(name), name));
  }

  private static RoomRoute route(Room room) {
    return RoomRoute.of(room, ChannelNames.standard());
  }

  /** So many rooms more, made by one statement. */
  List<RoomRoute> rooms(int count) {
    String rows =
        IntStream.range(0, count)
            .mapToObj(
                number -> "('many-%d', '', %d, UTC_TIMESTAMP(3))".formatted(number, number % 16))
            .collect(Collectors.joining(","));
    database.context().execute("INSERT INTO room (name, title, shard, created_at) VALUES " + rows);
    return new Rooms(database, Clock.systemUTC())
        .active().stream().map(StoreFixture::route).toList();
  }

  /** From now on {@link #checkpointWrites} counts rows of the table checkpoint. */
  void countCheckpointWrites() {
    server.execute("CREATE TABLE " + server.name() + ".checkpoint_write (channel VARCHAR(255))");
    for (String event : List.of("INSERT", "UPDATE")) {
      server.execute(
          "CREATE TRIGGER %s.count_%s AFTER %s ON checkpoint FOR EACH ROW INSERT INTO"
                  .formatted(server.name(), event, event)
              + " checkpoint_write VALUES (NEW.channel)");
    }
  }

  /** Rows that the server inserted or updated since {@link #countCheckpointWrites}. */
  long checkpointWrites() {
    // As the server's administrator: the worker's user has no right to this table.
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM checkpoint_write")) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException failure) {
      throw new IllegalStateException("the writes were not counted", failure);
    }
  }

  /** The epochs of a database in which nobody has taken a lease yet. */
  public static Fence fence(RoomRoute... rooms) {
    Map<Integer, Long> epochs = new HashMap<>();
    Stream.of(rooms).forEach(room -> epochs.put(room.shard(), 0L));
    return new Fence(epochs);
  }

  public ModeratedMessage accepted(RoomRoute room, String id) {
    String text = "text of " + id;
    return new ModeratedMessage(
        inbound(room, id, text), Verdict.ACCEPTED, text, null, "ada", null, List.of(), "words@1");
  }

  /** With the broker's time stamp {@code stamp}, in milliseconds since 1970. */
  ModeratedMessage stamped(RoomRoute room, String id, long stamp) {
    ReceivedMessage received = new ReceivedMessage(id, "ada", null, "hi", null, stamp, null);
    return new ModeratedMessage(
        reader.read(room, received),
        Verdict.ACCEPTED,
        "hi",
        null,
        "ada",
        null,
        List.of(),
        "words@1");
  }

  ModeratedMessage rejected(RoomRoute room, String id) {
    return new ModeratedMessage(
        inbound(room, id, "bad"),
        Verdict.REJECTED,
        null,
        null,
        "ada",
        "blocked",
        List.of(),
        "words@1");
  }

  /** A version that the column has no room for. */
  ModeratedMessage poison(RoomRoute room, String id) {
    String text = "text of " + id;
    return new ModeratedMessage(
        inbound(room, id, text),
        Verdict.ACCEPTED,
        text,
        null,
        "ada",
        null,
        List.of(),
        "v".repeat(1_100));
  }

  private InboundMessage inbound(RoomRoute room, String id, String text) {
    long now = System.currentTimeMillis();
    return reader.read(room, new ReceivedMessage(id, "ada", null, text, null, now, null));
  }

  /** One line a message of the room that has a seq, in order of seq. */
  List<String> places(RoomRoute room) {
    return database
        .context()
        .fetch(
            "SELECT CONCAT(seq, ' ', inbound_id, ' ', state) FROM message WHERE room_id = ? AND seq"
                + " IS NOT NULL ORDER BY seq",
            room.id())
        .getValues(0, String.class);
  }

  /** The answer to a query of one number. */
  public long number(String query) {
    return database.context().fetchSingle(query).get(0, Long.class);
  }

  @Override
  public void close() {
    database.close();
    server.close();
  }
}
