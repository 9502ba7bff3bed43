/**
 * Tests of the broker through its socket: with unmodified SDKs where they can show the behaviour,
 * with a raw client for the bytes.
 */
@NullMarked
package chatrelay.local.broker;

import org.jspecify.annotations.NullMarked;
