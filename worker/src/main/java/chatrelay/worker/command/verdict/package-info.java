/** How moderation judges a text, and why a stored message got its verdict. */
@NullMarked
package chatrelay.worker.command.verdict;

import org.jspecify.annotations.NullMarked;
