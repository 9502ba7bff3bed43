@NullMarked
package chatrelay.schema.settings;

import org.jspecify.annotations.NullMarked;
