/**
 * What the database takes and what the worker stores of it, on a schema of its own for each figure;
 * and how fast a backlog is worked off.
 */
@NullMarked
package chatrelay.bench.store;

import org.jspecify.annotations.NullMarked;
