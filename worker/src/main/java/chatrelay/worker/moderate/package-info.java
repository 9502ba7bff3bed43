/**
 * The moderation step: from a message whose shape is checked to one that was judged.
 *
 * <p>Imports {@code worker.inbound}. {@link ModerationStep} runs on lane threads and asks {@link
 * RoomEngines} for the lists of a room; {@link BannedWords} owns one thread that follows the word
 * list's file.
 */
@NullMarked
package chatrelay.worker.moderate;

import org.jspecify.annotations.NullMarked;
