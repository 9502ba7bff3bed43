/**
 * The closer look at such a stretch: reads it in every way its characters allow and weighs the
 * evidence for each possible match. Scratch memory of one thread.
 */
@NullMarked
package chatrelay.moderation.verify;

import org.jspecify.annotations.NullMarked;
