/** {@code chat migrate}: brings the schema to the version of this program. */
@NullMarked
package chatrelay.worker.command.migrate;

import org.jspecify.annotations.NullMarked;
