package chatrelay.auth.room;

import chatrelay.auth.http.ApiException;
import chatrelay.schema.Room;
import chatrelay.schema.RoomName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The active rooms, at most two seconds old, so that token requests do not each cost a query. While
 * the database does not respond, the last list serves for ten seconds.
 *
 * <p>One caller reads at a time; the others use the present list or share the result of that read,
 * so that no caller waits for more than two reads. Thread-safe.
 */
public final class RoomDirectory {
  private static final Logger log = LoggerFactory.getLogger(RoomDirectory.class);
  private static final long FRESH_NANOS = Duration.ofSeconds(2).toNanos();
  private static final long USABLE_NANOS = Duration.ofSeconds(10).toNanos();

  private final Supplier<List<Room>> source;
  private final LongSupplier nanoTime;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile Listing listing;
  private final AtomicLong failures = new AtomicLong();

  private record Listing(List<Room> rooms, long nanos, boolean read) {}

  /** {@code source} queries the database; {@code nanoTime} is {@link System#nanoTime}. */
  public RoomDirectory(Supplier<List<Room>> source, LongSupplier nanoTime) {
    this.source = source;
    this.nanoTime = nanoTime;
    this.listing = new Listing(List.of(), 0, false);
  }

  /**
   * The rooms that accept messages, by name.
   *
   * @throws ApiException 503 when the database does not respond
   */
  public List<Room> active() {
    Listing known = listing;
    if (isYounger(known, FRESH_NANOS)) {
      return known.rooms();
    }
    if (isYounger(known, USABLE_NANOS) && reading.isLocked()) {
      return known.rooms();
    }
    long failuresBefore = failures.get();
    reading.lock();
    try {
      if (isYounger(listing, FRESH_NANOS)) {
        return listing.rooms();
      }
      if (failures.get() != failuresBefore) {
        // Each would wait as long in turn, the last of many for minutes.
        return fallback();
      }
      return read();
    } finally {
      reading.unlock();
    }
  }

  /** The active room of that name. */
  public Optional<Room> find(RoomName name) {
    return active().stream().filter(room -> room.name().equals(name)).findFirst();
  }

  private List<Room> read() {
    try {
      List<Room> rooms = List.copyOf(source.get());
      listing = new Listing(rooms, nanoTime.getAsLong(), true);
      return rooms;
    } catch (DataAccessException failure) {
      log.debug("rooms can't be read: {}", failure.getClass().getSimpleName());
      failures.incrementAndGet();
      return fallback();
    }
  }

  private List<Room> fallback() {
    Listing known = listing;
    if (isYounger(known, USABLE_NANOS)) {
      return known.rooms();
    }
    throw ApiException.unavailable("the database does not respond");
  }

  private boolean isYounger(Listing known, long nanos) {
    return known.read() && nanoTime.getAsLong() - known.nanos() < nanos;
  }
}
