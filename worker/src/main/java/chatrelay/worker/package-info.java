/**
 * The worker: takes what clients publish, moderates it, stores it, publishes it to the readers.
 *
 * <p>{@link Worker#launch} starts everything in one process and {@code close()} ends it in order.
 * The packages below are the message path, read in this order, each importing only earlier ones:
 * {@code broker}, {@code inbound}, {@code moderate}, {@code store}, {@code outbound}, {@code
 * pipeline}. Their package comments name the threads.
 */
@NullMarked
package chatrelay.worker;

import org.jspecify.annotations.NullMarked;
