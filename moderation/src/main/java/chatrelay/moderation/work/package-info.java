/**
 * The budget of one text: counted steps instead of time, so that the outcome is the same on every
 * machine.
 */
@NullMarked
package chatrelay.moderation.work;

import org.jspecify.annotations.NullMarked;
