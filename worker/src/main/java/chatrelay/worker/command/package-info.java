/**
 * The operator's command line, {@code chat}: one package per topic, standard output for data and
 * standard error for messages.
 *
 * <p>The last package of the worker: it may import every other, none imports it. Everything runs on
 * the main thread unless documented otherwise.
 */
@NullMarked
package chatrelay.worker.command;

import org.jspecify.annotations.NullMarked;
