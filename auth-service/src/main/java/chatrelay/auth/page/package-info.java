/**
 * The page's files in memory, and the page's Content-Security-Policy.
 *
 * <p>Imports {@code http} only. Immutable and thread-safe.
 */
@NullMarked
package chatrelay.auth.page;

import org.jspecify.annotations.NullMarked;
