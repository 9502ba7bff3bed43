/**
 * Tests of the auth-service over real sockets, with the real SDKs, a broker and a database in this
 * JVM. Each {@link chatrelay.auth.TestBed} is one service of its own.
 */
@NullMarked
package chatrelay.auth;

import org.jspecify.annotations.NullMarked;
