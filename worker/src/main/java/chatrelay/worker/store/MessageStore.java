package chatrelay.worker.store;

import chatrelay.schema.Database;
import chatrelay.worker.inbound.InboundMessage;
import chatrelay.worker.inbound.RoomRoute;
import chatrelay.worker.inbound.Stamps;
import chatrelay.worker.moderate.ModeratedMessage;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Stores judged messages with everything that belongs to them in one transaction.
 *
 * <p>In this order: fence check, which of them are new, seq of the publishable ones, messages with
 * originals and hits, outbox, checkpoints. A failure may be "unknown" (COMMIT): store the same
 * batch again, the unique key decides. Safe for any thread as long as two calls at a time never
 * concern the same room.
 */
public final class MessageStore {
  private final Database database;

  /** Stores into {@code database}, which must be migrated. */
  public MessageStore(Database database) {
    this.database = database;
  }

  /**
   * Stores {@code batch}; messages of one room are stored in the order given.
   *
   * @throws Fence.FencedException when a shard was lost; nothing was stored
   * @throws org.jooq.exception.DataAccessException when the database failed
   */
  public StoreResult store(List<ModeratedMessage> batch, Fence fence) {
    return database.transaction(
        context -> context.connectionResult(connection -> store(connection, batch, fence)));
  }

  /** The stored remains of a message that the database refuses, from most to least. */
  public enum Burial {
    /** A row without its text, and a dead letter. */
    WITH_AUTHOR,
    /** The same without the author. */
    WITHOUT_AUTHOR,
    /** No row; a gap records the missing message. */
    GAP,
    /** The same without a room, which may be the refused value. */
    GAP_WITHOUT_ROOM;

    /** Whether the message has no row. */
    public boolean isGap() {
      return this == GAP || this == GAP_WITHOUT_ROOM;
    }
  }

  /**
   * Stores the part of a refused message that the database accepts, with the error's code. A gap
   * for the same place is recorded once.
   *
   * @throws Fence.FencedException as {@link #store}
   * @throws org.jooq.exception.DataAccessException when even that is refused
   */
  public void bury(ModeratedMessage message, Fence fence, int code, Burial burial) {
    database.transaction(context ->
        context.connectionResult(connection -> {
          BatchWriter writer = new BatchWriter(connection);
          Map<DedupeKey, NewMessage> fresh = fresh(List.of(message));
          fresh
              .keySet()
              .removeAll(writer.look(fence, fresh.keySet(), rooms(List.of(message))).known());
          if (!fresh.isEmpty()) {
            NewMessage dead = fresh.values().iterator().next();
            switch (burial) {
              case WITH_AUTHOR, WITHOUT_AUTHOR ->
                  writer.insertDead(dead, code, burial == Burial.WITH_AUTHOR);
              case GAP, GAP_WITHOUT_ROOM ->
                  writer.insertGap(message.inbound(), code, burial == Burial.GAP);
            }
          }
          if (burial != Burial.GAP_WITHOUT_ROOM) {
            writer.moveCheckpoints(checkpoints(List.of(message)));
          }
          return 0;
        }));
  }

  /**
   * Stores the content of a message whose row was written by {@link #bury}, in that row, and closes
   * its dead letter. A publishable one gets the next seq of its room.
   *
   * @return false when the dead letter was closed before
   * @throws org.jooq.exception.DataAccessException when the database still refuses it, or failed
   */
  public boolean storeContent(long row, long deadLetter, ModeratedMessage message) {
    return database.transaction(context ->
        context.connectionResult(connection -> {
          BatchWriter writer = new BatchWriter(connection);
          NewMessage content = new NewMessage(DedupeKey.of(message.inbound()), message);
          content.id(row);
          List<NewMessage> one = List.of(content);
          if (!writer.closeDeadLetter(deadLetter)) {
            return false;
          }
          Map<RoomRoute, List<NewMessage>> publishable = publishableByRoom(one);
          // An operator owns no lease; the locked row of the room is enough for a seq.
          Fence none = new Fence(Map.of());
          writer.allocateSeqs(
              publishable,
              writer.look(none, Set.of(content.key()), rooms(List.of(message))).nextSeqs());
          writer.updateDead(content);
          writer.insertHeld(one);
          writer.insertOriginals(one);
          writer.insertHits(one);
          writer.insertOutbox(groups(one));
          return true;
        }));
  }

  private static StoreResult store(Connection connection, List<ModeratedMessage> batch, Fence fence)
      throws SQLException {
    BatchWriter writer = new BatchWriter(connection);
    Map<DedupeKey, NewMessage> fresh = fresh(batch);
    Collection<NewMessage> messages = fresh.values();
    BatchWriter.Outlook outlook = writer.look(fence, List.copyOf(fresh.keySet()), rooms(batch));
    fresh.keySet().removeAll(outlook.known());
    List<OutboxGroup> groups = List.of();
    if (!messages.isEmpty()) {
      writer.allocateSeqs(publishableByRoom(messages), outlook.nextSeqs());
      writer.insertMessages(messages);
      writer.insertHeld(messages);
      writer.insertOriginals(messages);
      writer.insertHits(messages);
      groups = groups(messages);
      writer.insertOutbox(groups);
    }
    writer.moveCheckpoints(checkpoints(batch));
    return new StoreResult(
        groups,
        messages.stream().map(NewMessage::moderated).toList(),
        batch.size() - messages.size());
  }

  private static Map<DedupeKey, NewMessage> fresh(List<ModeratedMessage> batch) {
    Map<DedupeKey, NewMessage> fresh = new LinkedHashMap<>(batch.size() * 2);
    for (ModeratedMessage message : batch) {
      DedupeKey key = DedupeKey.of(message.inbound());
      fresh.putIfAbsent(key, new NewMessage(key, message));
    }
    return fresh;
  }

  /** All rooms of the batch, in the order in which they are locked. */
  private static SortedSet<RoomRoute> rooms(List<ModeratedMessage> batch) {
    SortedSet<RoomRoute> rooms = new TreeSet<>(RoomRoute.BY_ID);
    batch.forEach(message -> rooms.add(message.inbound().room()));
    return rooms;
  }

  private static Map<RoomRoute, List<NewMessage>> publishableByRoom(
      Collection<NewMessage> messages) {
    Map<RoomRoute, List<NewMessage>> byRoom = new TreeMap<>(RoomRoute.BY_ID);
    for (NewMessage message : messages) {
      if (message.moderated().isPublishable()) {
        byRoom.computeIfAbsent(message.room(), room -> new ArrayList<>()).add(message);
      }
    }
    return byRoom;
  }

  private static List<OutboxGroup> groups(Collection<NewMessage> messages) {
    List<OutboxGroup> groups = new ArrayList<>();
    publishableByRoom(messages)
        .values()
        .forEach(
            room -> groups.addAll(OutboxGroups.of(room.stream().map(NewMessage::stored).toList())));
    return groups;
  }

  /** Where the rooms stand after {@code batch}; those of which no stamp tells it are left out. */
  private static List<BatchWriter.Checkpoint> checkpoints(List<ModeratedMessage> batch) {
    Map<Long, List<InboundMessage>> byRoom = new TreeMap<>();
    for (ModeratedMessage message : batch) {
      if (message.inbound().hasPlausibleStamp()) {
        byRoom
            .computeIfAbsent(message.inbound().room().id(), room -> new ArrayList<>())
            .add(message.inbound());
      }
    }
    List<BatchWriter.Checkpoint> checkpoints = new ArrayList<>();
    for (List<InboundMessage> room : byRoom.values()) {
      Stamps.through(room.stream().map(InboundMessage::sentAt).toList())
          .ifPresent(
              through -> checkpoints.add(new BatchWriter.Checkpoint(room.getLast(), through)));
    }
    return checkpoints;
  }
}
