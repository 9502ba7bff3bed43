/**
 * A JUnit 5 extension that gives a test class its own broker. Needs {@code junit-jupiter-api} on
 * the user's class path; nothing else of the broker depends on it. One broker per class, started
 * before its first test and closed after its last. {@link chatrelay.local.broker.junit.NodeScripts}
 * runs the JavaScript SDK against it.
 */
@NullMarked
package chatrelay.local.broker.junit;

import org.jspecify.annotations.NullMarked;
