package chatrelay.auth.session;

import java.time.Instant;

/**
 * A guest's session, as its signed text says.
 *
 * @param clientId {@code guest-} and 128 random bits in base 32, so that it can't be guessed; the
 *     client id of all tokens of the session
 * @param id the session's own 128 random bits, since a guest may have several
 * @param generation how often the text was renewed
 * @param begun when the session began, whole seconds; its absolute life counts from here
 * @param expires end of this text, whole seconds
 */
public record GuestSession(
    String clientId, String id, int generation, Instant begun, Instant expires) {}
