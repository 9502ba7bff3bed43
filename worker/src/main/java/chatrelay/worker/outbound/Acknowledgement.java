package chatrelay.worker.outbound;

import chatrelay.worker.store.OutboxGroup;
import java.time.Instant;

/**
 * The broker's confirmation of a group, at {@code at} by the broker's clock: readers receive it.
 */
public record Acknowledgement(OutboxGroup group, Instant at) {}
