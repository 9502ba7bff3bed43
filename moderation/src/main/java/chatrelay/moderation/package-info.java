/**
 * Judges chat text against word lists: text in; verdict, masked text and hits out.
 *
 * <p>Pure: no file, clock, locale default or environment is read, so the same text under the same
 * list version gives the same judgement for ever. Lower packages: {@code unicode} (character facts
 * pinned to one Unicode version) and {@code automaton} (multi-pattern matching over numbers). All
 * public types are immutable and may be shared by threads, except {@link
 * chatrelay.moderation.SplitMessageDetector}, which says so itself.
 */
@NullMarked
package chatrelay.moderation;

import org.jspecify.annotations.NullMarked;
