@NullMarked
package chatrelay.bench;

import org.jspecify.annotations.NullMarked;
