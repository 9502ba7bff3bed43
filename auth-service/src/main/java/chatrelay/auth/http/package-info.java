/**
 * The HTTP basics of all routes: strict parameters, one error shape, origins, addresses, headers.
 *
 * <p>Imports no other package of the service. All types are immutable or static, and thread-safe.
 */
@NullMarked
package chatrelay.auth.http;

import org.jspecify.annotations.NullMarked;
