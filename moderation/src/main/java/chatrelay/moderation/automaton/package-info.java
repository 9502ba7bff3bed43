/**
 * Finds many number sequences in one pass over another: an Aho-Corasick automaton that knows
 * nothing of characters. Imports nothing of ours; automata are immutable and shared by all threads.
 */
@NullMarked
package chatrelay.moderation.automaton;

import org.jspecify.annotations.NullMarked;
