/**
 * Reads, checks and writes word list files. A file with a mistake is refused as a whole, with every
 * mistake and its line. Uses {@code compile} to find entries that would never match or that repeat
 * another.
 */
@NullMarked
package chatrelay.moderation.files;

import org.jspecify.annotations.NullMarked;
