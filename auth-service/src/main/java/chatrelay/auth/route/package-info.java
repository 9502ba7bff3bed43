/**
 * The routes: each turns a request into one call and one response.
 *
 * <p>The only package that uses Javalin's router. Handlers run on one virtual thread per request.
 */
@NullMarked
package chatrelay.auth.route;

import org.jspecify.annotations.NullMarked;
