/**
 * Everything in one process: embedded database, local broker, worker, auth-service and page.
 *
 * <p>Starts only the parts that the environment does not name elsewhere, in order of dependency,
 * and closes them in reverse order. For a developer's machine and the end-to-end tests; may depend
 * on every module; only {@code bench} depends on it.
 */
@NullMarked
package chatrelay.local.stack;

import org.jspecify.annotations.NullMarked;
