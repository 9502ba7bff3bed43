package chatrelay.worker.pipeline;

import chatrelay.worker.inbound.CatchUpSettings;
import chatrelay.worker.inbound.ConnectionSettings;
import chatrelay.worker.outbound.PublishSettings;
import java.time.Duration;

/**
 * Everything that bounds the message path.
 *
 * @param worker name in leases, unique per process
 * @param lease how long a lease lasts unrenewed
 * @param queueMessages received messages in memory at most
 * @param queueBytes bytes of received messages in memory at most
 * @param roomPoll how often new rooms are looked for
 * @param housekeeping how often health, positions and the outbox are looked at
 * @param lagLimit age of the oldest unpublished message above which the worker is not ready
 * @param stop how long each step of closing may take
 */
public record PipelineSettings(
    String worker,
    Duration lease,
    long queueMessages,
    long queueBytes,
    Duration roomPoll,
    Duration housekeeping,
    Duration lagLimit,
    Duration stop,
    LaneSettings lanes,
    CatchUpSettings catchUp,
    ConnectionSettings connections,
    PublishSettings publish) {}
