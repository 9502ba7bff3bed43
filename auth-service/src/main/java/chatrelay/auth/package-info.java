/**
 * The auth-service: token requests, sessions, rooms and history for clients, and the page itself.
 *
 * <p>{@link chatrelay.auth.AuthService} is the program. Imports point from {@code route} to {@code
 * session}, {@code token}, {@code limit}, {@code room} and {@code page}, and from these to {@code
 * http}; nothing imports this package. Each request runs on its own virtual thread.
 */
@NullMarked
package chatrelay.auth;

import org.jspecify.annotations.NullMarked;
