/**
 * {@code chat doctor}: checks of the machine, the broker, the database and its schema, each with
 * its fix.
 */
@NullMarked
package chatrelay.worker.command.doctor;

import org.jspecify.annotations.NullMarked;
