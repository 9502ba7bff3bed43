/**
 * The moderation step: from a shape-checked message to a judged one.
 *
 * <p>Imports {@code worker.inbound}. {@link ModerationStep} runs on lane threads and asks {@link
 * RoomEngines} for the lists of a room; {@link BannedWords} owns one thread that follows the word
 * list's file.
 */
@NullMarked
package chatrelay.worker.moderate;

import org.jspecify.annotations.NullMarked;
