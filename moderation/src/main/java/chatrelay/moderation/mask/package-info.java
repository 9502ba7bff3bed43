/**
 * Replaces the visible characters of matches and tells whether the masked text can bring up
 * anything new.
 */
@NullMarked
package chatrelay.moderation.mask;

import org.jspecify.annotations.NullMarked;
