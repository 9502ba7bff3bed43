/** Rules that hold for the code as a whole: directions, names, sizes. */
@NullMarked
package chatrelay.local.stack.architecture;

import org.jspecify.annotations.NullMarked;
