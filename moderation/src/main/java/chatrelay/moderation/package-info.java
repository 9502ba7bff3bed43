/**
 * Judges chat text against word lists: text in; verdict, masked text and hits out.
 *
 * <p>Pure: no file, clock, default locale or environment is read, so the same text under the same
 * list version always gets the same judgement. Callers need this package ({@link
 * chatrelay.moderation.ModerationEngine}), {@code lists} (rules as values), {@code files} (list
 * files) and {@code work} (the limit for one text); {@code DependencyRulesTest} holds that.
 *
 * <p>The rest, in reading order, each importing only what stands before it: {@code unicode} and
 * {@code automaton} (facts about characters; multi-pattern matching over numbers), {@code text}
 * (folded characters of a text), {@code compile} (rules into patterns), {@code scan} (where a match
 * could be), {@code verify} (whether it is one), {@code mask}. All public types of the callers'
 * packages are immutable and may be shared by threads, except {@link
 * chatrelay.moderation.SplitMessageDetector}.
 */
@NullMarked
package chatrelay.moderation;

import org.jspecify.annotations.NullMarked;
