/**
 * The numbers that the worker runs with: {@link chatrelay.worker.settings.Timing} lists how long
 * things take, {@link chatrelay.worker.settings.Bound} how much there may be, and {@link
 * chatrelay.worker.settings.WorkerSettings} holds a value for each. Depends on nothing else of the
 * worker.
 */
@NullMarked
package chatrelay.worker.settings;

import org.jspecify.annotations.NullMarked;
