/**
 * The routes: each turns a request into one call and one answer.
 *
 * <p>The only package that knows Javalin's router. Handlers run on one virtual thread per request.
 */
@NullMarked
package chatrelay.auth.route;

import org.jspecify.annotations.NullMarked;
