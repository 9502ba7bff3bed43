/**
 * The local broker alone, without SDKs: what it carries, what idle connections cost, and a soak
 * with random faults. The clients are as thin as possible, because they share the processors with
 * the broker.
 */
@NullMarked
package chatrelay.bench.broker;

import org.jspecify.annotations.NullMarked;
