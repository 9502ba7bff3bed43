@NullMarked
package chatrelay.moderation;

import org.jspecify.annotations.NullMarked;
