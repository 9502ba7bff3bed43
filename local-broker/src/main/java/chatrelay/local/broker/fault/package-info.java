/**
 * Misbehaviour on command: rules that are asked at fixed points of the broker and answer with an
 * effect, and a log of what fired. Imports only {@code wire}. Safe for many threads; a broker
 * without rules pays one volatile read per point.
 */
@NullMarked
package chatrelay.local.broker.fault;

import org.jspecify.annotations.NullMarked;
