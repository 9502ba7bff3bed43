/**
 * The database: migrations, generated jOOQ classes ({@code chatrelay.schema.generated}), the
 * connection pool and the vocabulary of rooms and channels.
 *
 * <p>Depends on {@code chatrelay.runtime} only; the worker and the auth-service build on it. It
 * starts no threads but those of the pool, which {@code Database.close()} ends.
 */
@NullMarked
package chatrelay.schema;

import org.jspecify.annotations.NullMarked;
