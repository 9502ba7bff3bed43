package chatrelay.worker.outbound;

import chatrelay.worker.store.OutboxGroup;
import java.time.Instant;

/** The broker has this group, since {@code at} by its clock: every reader can get it. */
public record Acknowledgement(OutboxGroup group, Instant at) {}
