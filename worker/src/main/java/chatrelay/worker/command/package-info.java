/**
 * The operator's command line, {@code chat}: one package a topic, standard output for data and
 * standard error for what people are told meanwhile.
 *
 * <p>The last package of the worker: it may import every other, none imports it. Everything runs on
 * the main thread; what needs other threads says so.
 */
@NullMarked
package chatrelay.worker.command;

import org.jspecify.annotations.NullMarked;
