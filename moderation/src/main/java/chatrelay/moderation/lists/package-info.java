/**
 * A word list as a value: what it bans and allows, how each rule matches, what a hit asks for, and
 * which disguises the list undoes. Immutable; imports nothing of this module.
 */
@NullMarked
package chatrelay.moderation.lists;

import org.jspecify.annotations.NullMarked;
