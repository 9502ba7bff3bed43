/**
 * Whether the broker can be reached, for the programs that depend on it. Knows the broker's address
 * and its route {@code GET /time}, nothing of messages.
 */
@NullMarked
package chatrelay.schema.broker;

import org.jspecify.annotations.NullMarked;
