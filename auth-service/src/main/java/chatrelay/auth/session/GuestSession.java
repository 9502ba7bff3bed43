package chatrelay.auth.session;

import java.time.Instant;

/**
 * A guest: the client id that all tokens of the session carry, and until when.
 *
 * @param clientId {@code guest-} and 128 random bits in base 32, so nobody can guess another's
 * @param expires end of the session, whole seconds
 */
public record GuestSession(String clientId, Instant expires) {}
