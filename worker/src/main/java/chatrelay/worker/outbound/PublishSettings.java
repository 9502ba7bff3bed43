package chatrelay.worker.outbound;

import java.time.Duration;

/**
 * How stored messages are published.
 *
 * @param threads publishes in flight at most, over all rooms
 * @param repeatWindow how long after its first attempt a repeat of a group may reach the broker
 *     unseen; shorter than the broker remembers ids
 * @param underWay how long one attempt may take to reach the broker, which must be within that
 * @param ratePerRoom messages a second in one room, 0 for no limit
 * @param handOver messages of one room that may always wait in memory
 * @param handOverBytes wire bytes of all rooms together up to which a room may have more of them in
 *     memory; what is above both is read from the outbox
 * @param retryFirst wait after the first failure, doubling up to {@code retryMost}
 * @param configurationRetry wait after a refusal that somebody has to mend
 * @param poll how often rooms are checked for rows that nobody handed over
 */
public record PublishSettings(
    int threads,
    Duration repeatWindow,
    Duration underWay,
    int ratePerRoom,
    int handOver,
    long handOverBytes,
    Duration retryFirst,
    Duration retryMost,
    Duration configurationRetry,
    Duration poll) {}
