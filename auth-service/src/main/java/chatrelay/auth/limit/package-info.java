/**
 * How often a caller may ask, in bounded memory.
 *
 * <p>Imports {@code http} only. Safe for any thread.
 */
@NullMarked
package chatrelay.auth.limit;

import org.jspecify.annotations.NullMarked;
