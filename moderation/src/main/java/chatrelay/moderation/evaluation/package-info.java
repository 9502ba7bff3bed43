/**
 * Measures an engine against texts whose right answer was decided by hand: recall, precision and
 * exact output, by kind of disguise. Imports the public API only; single-threaded.
 */
@NullMarked
package chatrelay.moderation.evaluation;

import org.jspecify.annotations.NullMarked;
