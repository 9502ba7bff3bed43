/**
 * From judged to stored: the one transaction that makes a message durable, and the tables around
 * it.
 *
 * <p>Imports {@code worker.moderate} and earlier. {@link MessageStore} is called by lane threads,
 * {@link Outbox} by publishing threads, {@link Leases} by the lease keeper. Only this package can
 * make a {@link StoredMessage}. Everything blocks for at most the database's time-outs and throws
 * jOOQ's {@code DataAccessException}, which {@code SqlFailure} classifies.
 */
@NullMarked
package chatrelay.worker.store;

import org.jspecify.annotations.NullMarked;
