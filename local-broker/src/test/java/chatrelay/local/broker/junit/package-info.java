/** Tests of the extension. */
@NullMarked
package chatrelay.local.broker.junit;

import org.jspecify.annotations.NullMarked;
