/**
 * Guest sessions: who a caller is, without a database.
 *
 * <p>Imports {@code http} only. Safe for any thread.
 */
@NullMarked
package chatrelay.auth.session;

import org.jspecify.annotations.NullMarked;
