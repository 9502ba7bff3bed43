package chatrelay.auth.room;

import java.util.List;
import java.util.OptionalLong;

/**
 * Consecutive published messages of a room.
 *
 * @param messages oldest first
 * @param next the seq before which the next, older page ends; empty when this is the oldest page
 */
public record HistoryPage(List<HistoryMessage> messages, OptionalLong next) {}
