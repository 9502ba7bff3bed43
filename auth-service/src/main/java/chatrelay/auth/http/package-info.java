/**
 * What every route needs of HTTP: strict parameters, one error shape, origins, addresses, headers.
 *
 * <p>Imports no other package of the service. Everything here is immutable or static and safe for
 * any thread.
 */
@NullMarked
package chatrelay.auth.http;

import org.jspecify.annotations.NullMarked;
