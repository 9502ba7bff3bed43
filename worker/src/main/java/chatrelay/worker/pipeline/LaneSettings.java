package chatrelay.worker.pipeline;

import java.time.Duration;

/**
 * How lanes work.
 *
 * @param lanes threads that moderate and store; a room always belongs to the same one
 * @param batch messages stored in one transaction at most
 * @param retryFirst wait after the first database failure, doubling up to {@code retryMost}
 * @param longRetry least wait after a failure that somebody has to mend
 */
public record LaneSettings(
    int lanes, int batch, Duration retryFirst, Duration retryMost, Duration longRetry) {}
