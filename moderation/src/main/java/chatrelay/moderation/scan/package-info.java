/**
 * The first pass: one walk over a text that finds the stretches which could hold a match. It may
 * find too many, never too few, and costs a clean text nothing else.
 */
@NullMarked
package chatrelay.moderation.scan;

import org.jspecify.annotations.NullMarked;
