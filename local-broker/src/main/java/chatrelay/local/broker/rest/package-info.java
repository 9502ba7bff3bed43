/**
 * The REST API: paths, paging, error bodies. Imports {@code wire}, {@code fault}, {@code auth},
 * {@code channel} and, for publishing on behalf of a connection and for revocation, {@code
 * realtime}. Stateless; every request is answered at once on the thread that calls, because nothing
 * here waits.
 */
@NullMarked
package chatrelay.local.broker.rest;

import org.jspecify.annotations.NullMarked;
