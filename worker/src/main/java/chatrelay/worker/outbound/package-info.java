/**
 * From stored to published: per room strictly by seq, one publish in flight, many rooms at once.
 *
 * <p>Imports {@code worker.store} and earlier. The outbox table is authoritative; the queues here
 * are bounded copies of it. {@link Publisher} owns a bounded number of publishing threads and one
 * timer; {@link AcknowledgementWriter} and {@link Feedback} one thread each.
 */
@NullMarked
package chatrelay.worker.outbound;

import org.jspecify.annotations.NullMarked;
