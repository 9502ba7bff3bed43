package chatrelay.worker.audit;

import chatrelay.schema.ChannelNames;
import chatrelay.schema.Database;
import chatrelay.schema.Room;
import chatrelay.worker.broker.ChannelHistory;
import chatrelay.worker.broker.ReceivedMessage;
import com.google.gson.JsonElement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares the tables with what the broker's history still holds of a room's two channels.
 *
 * <p>Checks {@code inbound-lost} (acknowledged to its publisher, not stored), {@code inbound-order}
 * (stored in another order than sent), {@code outbound-lost}, {@code outbound-double}, {@code
 * outbound-order}, {@code outbound-altered} and {@code outbound-stranger} (published by another
 * client). Skips messages younger than the settling time, which may be in flight. Read-only; blocks
 * for one request per thousand messages.
 */
public final class ChannelAudit {
  private static final int PAGE = 1_000;

  /** The broker keeps what is not persisted for two minutes; a little less is certain. */
  private static final Duration CERTAIN = Duration.ofSeconds(100);

  private final Database database;
  private final ChannelHistory history;
  private final ChannelNames channels;
  private final Duration settle;

  /**
   * A message that takes longer than {@code settle} from the broker to the table, or back, counts
   * as missing.
   */
  public ChannelAudit(
      Database database, ChannelHistory history, ChannelNames channels, Duration settle) {
    this.database = database;
    this.history = history;
    this.channels = channels;
    this.settle = settle;
  }

  /**
   * The findings in {@code room} since {@code since}; {@code now} is the broker's time.
   *
   * @throws Exception when the broker does not answer or refuses
   */
  public List<Finding> run(Room room, Instant since, Instant now) throws Exception {
    List<Finding> findings = new ArrayList<>();
    inbound(findings, room, since, now);
    outbound(findings, room, since, now);
    return findings;
  }

  private void inbound(List<Finding> findings, Room room, Instant since, Instant now)
      throws Exception {
    String channel = channels.inbound(room.name());
    StoredRows rows = new StoredRows(database, room.id());
    Map<String, StoredRows.Row> newest = new HashMap<>();
    Optional<ChannelHistory.Page> page =
        Optional.of(history.read(channel, since, ChannelHistory.Direction.FORWARDS, PAGE));
    while (page.isPresent()) {
      Map<chatrelay.worker.store.DedupeKey, ReceivedMessage> sent = new LinkedHashMap<>();
      for (ReceivedMessage message : page.get().messages()) {
        String author = Objects.requireNonNullElse(message.clientId(), "");
        sent.putIfAbsent(
            chatrelay.worker.store.DedupeKey.of(channel, author, message.id()), message);
      }
      var stored = rows.byKey(sent.keySet());
      sent.forEach((key, message) -> {
        StoredRows.Row row = stored.get(key);
        if (row != null) {
          inOrder(findings, room, newest, message, row);
        } else if (message.timestamp() < now.minus(settle).toEpochMilli()) {
          findings.add(lost(room, message));
        }
      });
      page = page.get().next();
    }
  }

  private static Finding lost(Room room, ReceivedMessage message) {
    String author = Objects.requireNonNullElse(message.clientId(), "");
    String time = Instant.ofEpochMilli(message.timestamp()).toString();
    return new Finding(
        "inbound-lost",
        room.name().value(),
        "message %s of %s, sent %s, is not stored".formatted(message.id(), author, time),
        Map.of("inbound_id", message.id(), "client_id", author, "sent_at", time));
  }

  private static void inOrder(
      List<Finding> findings,
      Room room,
      Map<String, StoredRows.Row> newest,
      ReceivedMessage message,
      StoredRows.Row row) {
    Long seq = row.seq();
    if (seq == null || row.revived()) {
      // A message that the database refused at first has the seq of its second reading.
      return;
    }
    String author = Objects.requireNonNullElse(message.clientId(), "");
    StoredRows.Row before = newest.get(author);
    if (before != null && before.seq() != null && before.seq() > seq) {
      findings.add(
          new Finding(
              "inbound-order",
              room.name().value(),
              "seq %d of %s was sent after seq %d".formatted(seq, author, before.seq()),
              Map.of(
                  "seq", seq,
                  "earlier_seq", before.seq(),
                  "message_id", row.id(),
                  "earlier_id", before.id())));
      return;
    }
    newest.put(author, row);
  }

  private void outbound(List<Finding> findings, Room room, Instant since, Instant now)
      throws Exception {
    String instance = Long.toString(room.createdAt().toEpochMilli(), Character.MAX_RADIX);
    Outbound outbound =
        new Outbound(findings, room.name().value(), new StoredRows(database, room.id()));
    Optional<ChannelHistory.Page> page =
        Optional.of(
            history.read(
                channels.outbound(room.name()), since, ChannelHistory.Direction.FORWARDS, PAGE));
    while (page.isPresent()) {
      outbound.page(page.get().messages(), instance);
      page = page.get().next();
    }
    Instant certain = now.minus(CERTAIN);
    outbound.end(certain.isAfter(since) ? certain : since, now.minus(settle));
  }

  /** The walk through one outbound channel, oldest first. */
  private static final class Outbound {
    private final List<Finding> findings;
    private final String room;
    private final StoredRows rows;
    private final Set<Long> seen = new HashSet<>();
    private long first = -1;
    private long highest;

    Outbound(List<Finding> findings, String room, StoredRows rows) {
      this.findings = findings;
      this.room = room;
      this.rows = rows;
    }

    void page(List<ReceivedMessage> messages, String instance) {
      Map<ReceivedMessage, Long> seqs = new LinkedHashMap<>();
      for (ReceivedMessage message : messages) {
        OutboundId id = OutboundId.parse(message.id()).orElse(null);
        if (id == null || !id.room().equals(room)) {
          add(
              "outbound-stranger",
              "message %s was published by another client".formatted(message.id()),
              Map.of("outbound_id", message.id()));
        } else if (id.instance().equals(instance)) {
          seqs.put(message, id.seq());
        }
      }
      Map<Long, StoredRows.Row> stored = rows.bySeq(seqs.values());
      seqs.forEach((message, seq) -> one(message, seq, stored.get(seq)));
    }

    private void one(ReceivedMessage message, long seq, StoredRows.@Nullable Row row) {
      Map<String, Object> ids = Map.of("seq", seq, "outbound_id", message.id());
      if (!seen.add(seq)) {
        add("outbound-double", "seq %d was published twice".formatted(seq), ids);
        return;
      }
      if (row == null) {
        add("outbound-stranger", "seq %d was published and is not stored".formatted(seq), ids);
      } else {
        look(message, seq, row, ids);
      }
      first = first < 0 ? seq : first;
      highest = Math.max(highest, seq);
    }

    private void look(
        ReceivedMessage message, long seq, StoredRows.Row row, Map<String, Object> ids) {
      if (seq < highest && !row.revived()) {
        add(
            "outbound-order",
            "seq %d was published after seq %d".formatted(seq, highest),
            Map.of("seq", seq, "earlier_seq", highest, "message_id", row.id()));
      }
      if (!Objects.equals(row.text(), text(message.data()))) {
        add("outbound-altered", "seq %d was published with another text".formatted(seq), ids);
      }
      if (row.state().equals("rejected") || row.state().equals("held")) {
        add("end-state", "seq %d is %s and was published".formatted(seq, row.state()), ids);
      }
    }

    /** Looks for published rows that history should hold and does not. */
    void end(Instant certain, Instant settled) {
      List<StoredRows.Row> missing = new ArrayList<>();
      if (first >= 0) {
        long after = first - 1;
        for (long seq : new TreeSet<>(seen)) {
          if (seq > after + 1) {
            missing.addAll(rows.publishedBetween(after, seq));
          }
          after = seq;
        }
      }
      missing.addAll(rows.publishedAfter(highest, certain, settled));
      for (StoredRows.Row row : missing) {
        if (row.seq() != null && !row.revived()) {
          add(
              "outbound-lost",
              "seq %d is marked as published and was not".formatted(row.seq()),
              Map.of("seq", row.seq(), "message_id", row.id()));
        }
      }
    }

    private void add(String check, String problem, Map<String, Object> ids) {
      findings.add(new Finding(check, room, problem, ids));
    }

    private static @Nullable String text(@Nullable Object data) {
      return switch (data) {
        case String text -> text;
        case JsonElement json when json.isJsonObject() && json.getAsJsonObject().has("text") ->
            json.getAsJsonObject().get("text").getAsString();
        case null, default -> null;
      };
    }
  }
}
