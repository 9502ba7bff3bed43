/**
 * An in-JVM broker that speaks Ably's protocol on a real socket, for development and tests. {@link
 * LocalBroker} is the entry; the other packages are its parts and import only backwards: wire,
 * fault, auth, channel, realtime, rest. Threads are named {@code local-broker-*} and end with
 * {@link LocalBroker#close}.
 */
@NullMarked
package chatrelay.local.broker;

import org.jspecify.annotations.NullMarked;
