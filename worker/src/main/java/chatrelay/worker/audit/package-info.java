/**
 * What operators ask of the stored data: is it as promised, what is missing, what was given up.
 *
 * <p>Imports {@code worker.broker} and {@code worker.store}; only the command line imports it.
 * Everything runs on the caller's thread.
 */
@NullMarked
package chatrelay.worker.audit;

import org.jspecify.annotations.NullMarked;
