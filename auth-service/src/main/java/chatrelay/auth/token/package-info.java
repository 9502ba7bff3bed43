/**
 * Ably token requests: validation, rights granted, signing.
 *
 * <p>Imports {@code http} only. Thread-safe.
 */
@NullMarked
package chatrelay.auth.token;

import org.jspecify.annotations.NullMarked;
