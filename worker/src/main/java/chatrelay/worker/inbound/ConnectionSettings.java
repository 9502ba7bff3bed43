package chatrelay.worker.inbound;

import java.time.Duration;

/**
 * How the watchdog treats a subscribing connection.
 *
 * @param checkEvery how often it looks
 * @param pingEvery how often a connected client has to prove that it hears the broker
 * @param reconnectAfter how long without connection before the SDK is told to connect
 * @param rebuildAfter how long before the client is replaced, and the pause between replacements
 * @param historyEvery how often history is read while nothing is delivered live
 * @param attachRetry how long an unattached channel waits before it is attached again
 * @param channels rooms followed over one connection at most; Ably allows 200
 */
public record ConnectionSettings(
    Duration checkEvery,
    Duration pingEvery,
    Duration reconnectAfter,
    Duration rebuildAfter,
    Duration historyEvery,
    Duration attachRetry,
    int channels) {}
