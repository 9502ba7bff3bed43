/**
 * A text as the engine reads it: folded characters and their symbols, with every place mapped back
 * to the original, and escapes undone. Scratch memory of one thread.
 */
@NullMarked
package chatrelay.moderation.text;

import org.jspecify.annotations.NullMarked;
