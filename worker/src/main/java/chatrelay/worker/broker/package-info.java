/**
 * The worker's side of the Ably SDK: building clients, protecting the SDK from frames it can't
 * handle, channel history, and the meaning of errors.
 *
 * <p>The first package of the worker: it imports no other. SDK threads only pass through {@link
 * FrameSanitiser} and {@link SdkLog}, which neither block nor throw; {@link ChannelHistory} blocks
 * its caller and must never be called on an SDK thread.
 */
@NullMarked
package chatrelay.worker.broker;

import org.jspecify.annotations.NullMarked;
