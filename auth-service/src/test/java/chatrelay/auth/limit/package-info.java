/** Tests of the limits. */
@NullMarked
package chatrelay.auth.limit;

import org.jspecify.annotations.NullMarked;
