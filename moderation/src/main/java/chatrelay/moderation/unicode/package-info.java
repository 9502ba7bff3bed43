/**
 * What the engine knows about characters, pinned to one Unicode version so that a newer Java never
 * changes a stored verdict. Imports nothing of ours; immutable, shared by all threads.
 */
@NullMarked
package chatrelay.moderation.unicode;

import org.jspecify.annotations.NullMarked;
