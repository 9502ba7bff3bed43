package chatrelay.local.broker.channel;

import java.util.List;

/**
 * The answer to a publish: the id of the first message and one serial per message. A repeated
 * publish gets the first answer again.
 */
public record Accepted(String messageId, List<String> serials) {}
