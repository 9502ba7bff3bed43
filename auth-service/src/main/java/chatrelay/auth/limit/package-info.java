/**
 * Rate limits per caller, in bounded memory.
 *
 * <p>Imports {@code http} only. Thread-safe.
 */
@NullMarked
package chatrelay.auth.limit;

import org.jspecify.annotations.NullMarked;
