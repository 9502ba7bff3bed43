package chatrelay.worker.inbound;

import java.time.Duration;

/**
 * How catch-up reads.
 *
 * @param overlap how far before the known position it starts; two minutes cover clock differences
 *     and the order in which the broker's regions see messages
 * @param shortOverlap the same when this process itself dropped the messages
 * @param settle how long history may lag behind live delivery; Ably states 100 ms
 * @param retention how long the broker keeps inbound history
 * @param recheck when a room that caught up is looked at once more
 * @param retryFirst wait after the first failure, doubling up to {@code retryMost}
 * @param pageSize messages a page, 1 to 1,000
 * @param threads rooms read at the same time
 */
public record CatchUpSettings(
    Duration overlap,
    Duration shortOverlap,
    Duration settle,
    Duration retention,
    Duration recheck,
    Duration retryFirst,
    Duration retryMost,
    int pageSize,
    int threads) {}
