/**
 * Measures chat-relay: load and latency of the whole path, and micro-benchmarks.
 *
 * <p>Programs, not tests: nothing here decides whether a build is good. Each prints its command and
 * the machine, so that a figure can be made again.
 */
@NullMarked
package chatrelay.bench;

import org.jspecify.annotations.NullMarked;
