/**
 * How a process of chat-relay is configured, observed and stopped.
 *
 * <p>A closed list, not a place for shared code: environment and secrets ({@link Environment},
 * {@link Variable}, {@link Secret}), observation ({@link Health}, {@link Metrics}, {@link
 * AdminServer}, {@link Logging}) and life cycle ({@link Program}, {@link Shutdown}, {@link
 * NamedThreads}, {@link RepeatedTurn}, {@link Backoff}). A program's own settings stay with the
 * program. Depends on no other module.
 */
@NullMarked
package chatrelay.runtime;

import org.jspecify.annotations.NullMarked;
