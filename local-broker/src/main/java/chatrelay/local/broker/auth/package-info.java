/**
 * Authentication and capabilities: apps, keys, tokens, JWTs, capabilities, revocations. Imports
 * only {@code wire} and {@code fault}. Apps are shared between all threads and safe for that;
 * everything else is immutable.
 */
@NullMarked
package chatrelay.local.broker.auth;

import org.jspecify.annotations.NullMarked;
