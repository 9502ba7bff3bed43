/**
 * Load on the whole path, with clients of the real SDK or bare ones, on a local stack in the same
 * process.
 */
@NullMarked
package chatrelay.bench.load;

import org.jspecify.annotations.NullMarked;
