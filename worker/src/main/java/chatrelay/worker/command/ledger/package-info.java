/** What waits for an operator, one topic a kind: gaps, dead letters, held messages. */
@NullMarked
package chatrelay.worker.command.ledger;

import org.jspecify.annotations.NullMarked;
