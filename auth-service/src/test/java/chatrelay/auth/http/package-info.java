/** Tests of the HTTP parts. */
@NullMarked
package chatrelay.auth.http;

import org.jspecify.annotations.NullMarked;
