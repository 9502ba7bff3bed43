/**
 * The settings that more than one program reads: the broker with its keys, and the public server.
 *
 * <p>Both programs and the command line check them by the same code, so that they report the same
 * problems. Depends on {@code chatrelay.runtime} only; starts no threads.
 */
@NullMarked
package chatrelay.schema.settings;

import org.jspecify.annotations.NullMarked;
