/** Tests of the HTTP server by itself. */
@NullMarked
package chatrelay.auth.route;

import org.jspecify.annotations.NullMarked;
