package chatrelay.worker.store;

import chatrelay.schema.Database;
import chatrelay.worker.inbound.InboundMessage;
import chatrelay.worker.inbound.RoomRoute;
import chatrelay.worker.moderate.ModeratedMessage;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Stores judged messages: everything that belongs to them in one transaction.
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
   * @throws Fence.FencedException when a shard is no longer ours; nothing was stored
   * @throws org.jooq.exception.DataAccessException when the database failed
   */
  public StoreResult store(List<ModeratedMessage> batch, Fence fence) {
    return database.transaction(
        context -> context.connectionResult(connection -> store(connection, batch, fence)));
  }

  /**
   * Stores one message that the database refuses as it is: without its text, as dead, with the
   * error's code in a dead letter.
   *
   * @param withAuthor false when it is refused even without its text
   * @throws Fence.FencedException as {@link #store}
   * @throws org.jooq.exception.DataAccessException when even that is refused
   */
  public void storeAsDead(ModeratedMessage message, Fence fence, int code, boolean withAuthor) {
    database.transaction(context ->
        context.connectionResult(connection -> {
          BatchWriter writer = new BatchWriter(connection);
          Map<DedupeKey, NewMessage> fresh = fresh(List.of(message));
          fresh.keySet().removeAll(writer.look(fence, fresh.keySet(), Set.of()).known());
          if (!fresh.isEmpty()) {
            writer.insertDead(fresh.values().iterator().next(), code, withAuthor);
          }
          writer.moveCheckpoints(List.of(message.inbound()));
          return 0;
        }));
  }

  /**
   * Stores the content of a message whose row was written by {@link #storeAsDead}, in that row, and
   * closes its dead letter. A publishable one gets the next seq of its room.
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
              writer.look(none, Set.of(content.key()), publishable.keySet()).nextSeqs());
          writer.updateDead(content);
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
    BatchWriter.Outlook outlook =
        writer.look(fence, List.copyOf(fresh.keySet()), publishableByRoom(messages).keySet());
    fresh.keySet().removeAll(outlook.known());
    List<OutboxGroup> groups = List.of();
    if (!messages.isEmpty()) {
      writer.allocateSeqs(publishableByRoom(messages), outlook.nextSeqs());
      writer.insertMessages(messages);
      writer.insertOriginals(messages);
      writer.insertHits(messages);
      groups = groups(messages);
      writer.insertOutbox(groups);
    }
    writer.moveCheckpoints(newestOfEachRoom(batch));
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

  private static Map<RoomRoute, List<NewMessage>> publishableByRoom(
      Collection<NewMessage> messages) {
    // Locks rooms in order of id, as every transaction does.
    Map<RoomRoute, List<NewMessage>> byRoom =
        new TreeMap<>((one, other) -> Long.compare(one.id(), other.id()));
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

  private static List<InboundMessage> newestOfEachRoom(List<ModeratedMessage> batch) {
    Map<Long, InboundMessage> newest = new TreeMap<>();
    for (ModeratedMessage message : batch) {
      newest.merge(
          message.inbound().room().id(),
          message.inbound(),
          (one, other) -> other.sentAt().isBefore(one.sentAt()) ? one : other);
    }
    return List.copyOf(newest.values());
  }
}
