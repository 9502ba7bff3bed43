/** Tests of the room directory. */
@NullMarked
package chatrelay.auth.room;

import org.jspecify.annotations.NullMarked;
