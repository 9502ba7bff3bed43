@NullMarked
package chatrelay.local.broker;

import org.jspecify.annotations.NullMarked;
