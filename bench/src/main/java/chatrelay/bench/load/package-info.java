/** Load on the whole path, with real SDK clients, on a local stack in the same process. */
@NullMarked
package chatrelay.bench.load;

import org.jspecify.annotations.NullMarked;
