package chatrelay.worker.audit;

import chatrelay.schema.Database;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jooq.Field;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * Checks the tables alone: with the queries of {@code schema/queries}, so that analysts who run
 * those see the same, and for open gaps and dead letters.
 *
 * <p>Reads whole tables: minutes on a large database; a reader endpoint will do. Changes nothing.
 */
public final class DatabaseAudit {
  /** The queries, in the order in which they run. */
  public static final List<String> QUERIES =
      List.of("holes", "duplicates", "order", "end-state", "stuck-outbox");

  private static final String OPEN_GAPS =
      "SELECT room.name AS room, gap.id AS gap_id, gap.channel, gap.reason, gap.from_time,"
          + " gap.to_time FROM gap LEFT JOIN room ON room.id = gap.room_id"
          + " WHERE gap.resolved_at IS NULL ORDER BY gap.id";

  private static final String OPEN_DEAD_LETTERS =
      "SELECT room.name AS room, dead_letter.id AS dead_letter_id, message.id AS message_id,"
          + " message.seq, message.inbound_id, dead_letter.code, dead_letter.reason"
          + " FROM dead_letter JOIN message ON message.id = dead_letter.message_id"
          + " JOIN room ON room.id = message.room_id"
          + " WHERE dead_letter.resolved_at IS NULL ORDER BY dead_letter.id";

  private final Database database;
  private final Duration stuckAfter;

  /** A message may wait in the outbox for {@code stuckAfter} before it counts as stuck. */
  public DatabaseAudit(Database database, Duration stuckAfter) {
    this.database = database;
    this.stuckAfter = stuckAfter;
  }

  /** How many checks {@link #run} does. */
  public static int checks() {
    return QUERIES.size() + 2;
  }

  /**
   * The findings in {@code room}, or in all rooms if it is null.
   *
   * @param progress receives the name of each check before it runs
   */
  public List<Finding> run(@Nullable String room, Consumer<String> progress) {
    List<Finding> findings = new ArrayList<>();
    for (String query : QUERIES) {
      progress.accept(query);
      collect(findings, query, sql(query), room);
    }
    progress.accept("gaps");
    collect(findings, "gap", OPEN_GAPS, room);
    progress.accept("dead letters");
    collect(findings, "dead-letter", OPEN_DEAD_LETTERS, room);
    return findings;
  }

  private void collect(List<Finding> findings, String check, String sql, @Nullable String room) {
    for (Record row : database.context().fetch(sql)) {
      Map<String, Object> ids = ids(row);
      Object name = ids.remove("room");
      if (room == null || room.equals(name)) {
        String where = name == null ? null : name.toString();
        findings.add(new Finding(check, where, problem(check, ids), ids));
      }
    }
  }

  private String sql(String query) {
    try (InputStream file =
        DatabaseAudit.class.getResourceAsStream("/queries/audit-" + query + ".sql")) {
      if (file == null) {
        throw new IllegalStateException("the query audit-" + query + " is missing from the jar");
      }
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      String sql = String.join("\n", text.lines().filter(line -> !line.startsWith("--")).toList());
      String before =
          "UTC_TIMESTAMP(3) - INTERVAL " + stuckAfter.toMillis() * 1000 + " MICROSECOND";
      return sql.strip().replaceAll(";$", "").replace(":before", before);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Map<String, Object> ids(Record row) {
    Map<String, Object> ids = new LinkedHashMap<>();
    for (Field<?> field : row.fields()) {
      Object value = row.get(field);
      if (value instanceof Timestamp || value instanceof LocalDateTime) {
        ids.put(field.getName(), row.get(field, LocalDateTime.class) + "Z");
      } else if (value != null) {
        ids.put(field.getName(), value);
      }
    }
    return ids;
  }

  private static String problem(String check, Map<String, Object> ids) {
    return switch (check) {
      case "holes" ->
          "no message between seq %s and %s".formatted(ids.get("after_seq"), ids.get("before_seq"));
      case "duplicates" ->
          "message %s of %s is stored %s times (rows %s to %s)"
              .formatted(
                  ids.get("inbound_id"),
                  ids.get("client_id"),
                  ids.get("copies"),
                  ids.get("first_id"),
                  ids.get("last_id"));
      case "order" ->
          "seq %s of %s was sent before seq %s (rows %s, %s)"
              .formatted(
                  ids.get("seq"),
                  ids.get("client_id"),
                  ids.get("earlier_seq"),
                  ids.get("message_id"),
                  ids.get("earlier_id"));
      case "end-state" -> "message %s is %s".formatted(ids.get("message_id"), ids.get("problem"));
      case "stuck-outbox" ->
          "seq %s waits for the broker since %s, %s attempts (message %s)"
              .formatted(
                  ids.get("seq"),
                  ids.get("created_at"),
                  ids.get("attempts"),
                  ids.get("message_id"));
      case "gap" ->
          "gap %s is open: messages of %s may be missing from %s to %s (%s)"
              .formatted(
                  ids.get("gap_id"),
                  ids.get("channel"),
                  ids.getOrDefault("from_time", "the beginning"),
                  ids.getOrDefault("to_time", "now"),
                  ids.get("reason"));
      default ->
          "dead letter %s is open: message %s, %s, code %s"
              .formatted(
                  ids.get("dead_letter_id"),
                  ids.get("message_id"),
                  ids.get("reason"),
                  ids.get("code"));
    };
  }
}
