/**
 * Databases for development and tests: an embedded MariaDB server and, where Docker answers, MySQL
 * 8.0 in a container. Product modules may use this package in test scope only.
 *
 * <p>It depends on nothing of chat-relay. Each server is a child process owned by one JVM; nothing
 * here starts a thread except the shutdown hooks of {@link TestDatabase}.
 */
@NullMarked
package chatrelay.local.database;

import org.jspecify.annotations.NullMarked;
