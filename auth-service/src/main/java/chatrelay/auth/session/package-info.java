/**
 * Guest sessions: who a caller is, by a signed text; the database knows which have ended.
 *
 * <p>Imports {@code http} and the schema only. Thread-safe.
 */
@NullMarked
package chatrelay.auth.session;

import org.jspecify.annotations.NullMarked;
