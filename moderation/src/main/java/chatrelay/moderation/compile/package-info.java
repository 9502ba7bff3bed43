/**
 * Turns the rules of word lists into patterns, an automaton over their symbols, and regular
 * expressions. The results are read-only.
 */
@NullMarked
package chatrelay.moderation.compile;

import org.jspecify.annotations.NullMarked;
