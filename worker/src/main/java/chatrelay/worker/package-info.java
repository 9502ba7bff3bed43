@NullMarked
package chatrelay.worker;

import org.jspecify.annotations.NullMarked;
