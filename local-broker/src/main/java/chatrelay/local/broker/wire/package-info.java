/**
 * What travels: frames, messages, errors and their JSON and msgpack forms. First link of the chain:
 * imports no other package of the broker. Everything here is immutable or confined to its caller;
 * no threads.
 */
@NullMarked
package chatrelay.local.broker.wire;

import org.jspecify.annotations.NullMarked;
