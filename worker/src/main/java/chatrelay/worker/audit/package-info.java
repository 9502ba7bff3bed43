/**
 * The operator's view of stored data: broken promises, gaps and dead letters.
 *
 * <p>Imports {@code worker.broker} and {@code worker.store}; only the command line imports it.
 * Everything runs on the caller's thread.
 */
@NullMarked
package chatrelay.worker.audit;

import org.jspecify.annotations.NullMarked;
