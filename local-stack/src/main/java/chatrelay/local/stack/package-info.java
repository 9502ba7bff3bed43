/**
 * Everything in one process: embedded database, local broker, worker, auth-service and page.
 *
 * <p>Starts only the parts that the environment does not name elsewhere, in the order in which they
 * need each other, and closes them the other way round. For a developer's machine and the
 * end-to-end tests; may depend on every module, and none depends on it but {@code bench}.
 */
@NullMarked
package chatrelay.local.stack;

import org.jspecify.annotations.NullMarked;
