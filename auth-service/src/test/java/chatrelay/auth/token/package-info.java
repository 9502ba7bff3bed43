/** Tests of the token parts. */
@NullMarked
package chatrelay.auth.token;

import org.jspecify.annotations.NullMarked;
