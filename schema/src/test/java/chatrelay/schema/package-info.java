/**
 * Contract suites: an abstract class says what must hold, a subclass per server says where. Each
 * suite gets a migrated schema of its own on the shared server of its kind.
 */
@NullMarked
package chatrelay.schema;

import org.jspecify.annotations.NullMarked;
