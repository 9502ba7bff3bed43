@NullMarked
package chatrelay.local.stack;

import org.jspecify.annotations.NullMarked;
