/** Tests of the probe and the watch, against sockets on loopback. */
@NullMarked
package chatrelay.schema.broker;

import org.jspecify.annotations.NullMarked;
