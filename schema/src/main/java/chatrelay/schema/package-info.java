@NullMarked
package chatrelay.schema;

import org.jspecify.annotations.NullMarked;
