/**
 * The page's files, kept in memory, and the policy browsers hold it to.
 *
 * <p>Imports {@code http} only. Immutable and safe for any thread.
 */
@NullMarked
package chatrelay.auth.page;

import org.jspecify.annotations.NullMarked;
