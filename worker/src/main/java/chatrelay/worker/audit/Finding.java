package chatrelay.worker.audit;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One violation of a promise.
 *
 * @param check the check's name, stable and lower case: a query without {@code audit-}, or one of
 *     {@link ChannelAudit}
 * @param room the room's name; null when it is not known
 * @param problem one line with ids, without texts
 * @param ids seqs, row ids and message ids, for programs
 */
public record Finding(
    String check, @Nullable String room, String problem, Map<String, Object> ids) {}
