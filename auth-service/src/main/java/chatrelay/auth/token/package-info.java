/**
 * Ably token requests: what may be asked, what is granted, how it is signed.
 *
 * <p>Imports {@code http} only. Safe for any thread.
 */
@NullMarked
package chatrelay.auth.token;

import org.jspecify.annotations.NullMarked;
