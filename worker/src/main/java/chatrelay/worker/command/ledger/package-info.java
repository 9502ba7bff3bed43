/** What waits for an operator, one topic a kind: gaps and dead letters. */
@NullMarked
package chatrelay.worker.command.ledger;

import org.jspecify.annotations.NullMarked;
