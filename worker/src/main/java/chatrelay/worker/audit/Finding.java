package chatrelay.worker.audit;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is not as promised.
 *
 * @param check what was looked at, stable and lower case: the name of a query without {@code
 *     audit-}, or one of {@link ChannelAudit}
 * @param room the room's name; null when it is not known
 * @param problem one line for people, with ids, without texts
 * @param ids what it concerns, for programs: seqs, row ids, message ids
 */
public record Finding(
    String check, @Nullable String room, String problem, Map<String, Object> ids) {}
