@NullMarked
package chatrelay.runtime;

import org.jspecify.annotations.NullMarked;
