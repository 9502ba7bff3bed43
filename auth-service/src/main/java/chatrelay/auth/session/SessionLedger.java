package chatrelay.auth.session;

import static chatrelay.schema.generated.Tables.GUEST_SESSION;

import chatrelay.auth.http.ApiException;
import chatrelay.schema.Database;
import chatrelay.schema.generated.tables.records.GuestSessionRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which sessions have ended, and which of their texts were replaced, in the database, so that all
 * instances agree.
 *
 * <p>A renewed text counts from its first use on. The one before it is taken for a minute more, for
 * requests that were under way; after that its use means that two hold the session, and ends it.
 * Answers are kept for two seconds, 10,000 at most. Thread-safe.
 */
public final class SessionLedger {
  /** How long a replaced text is still taken. */
  static final Duration GRACE = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(SessionLedger.class);
  private static final Duration KEPT = Duration.ofSeconds(2);
  private static final Duration BETWEEN_PURGES = Duration.ofMinutes(10);
  private static final int MOST_KEPT = 10_000;
  private static final int MOST_PURGED = 1_000;
  private static final int QUERY_SECONDS = 2;

  /** The session id of the row that ends all sessions of a guest. */
  private static final String ALL = "";

  private final Database database;
  private final Duration life;
  private final InstantSource clock;
  private final AtomicReference<Instant> purged = new AtomicReference<>(Instant.EPOCH);
  private final Map<String, Known> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > MOST_KEPT;
        }
      };

  /**
   * What the database said of a session.
   *
   * @param allEnded when all sessions of the guest were ended, or null
   */
  private record Known(
      int generation, Instant renewed, boolean ended, @Nullable Instant allEnded, Instant read) {}

  /**
   * {@code database} may write to {@code guest_session}; no session lives longer than {@code life}.
   */
  public SessionLedger(Database database, Duration life, InstantSource clock) {
    this.database = database;
    this.life = life;
    this.clock = clock;
  }

  /**
   * Whether the session goes on; records the first use of a renewed text, and ends the session at
   * the use of a replaced one.
   *
   * @throws ApiException 503 when the database does not respond
   */
  public boolean accepts(GuestSession session) {
    try {
      Known state = state(session);
      boolean over =
          state.ended() || (state.allEnded() != null && session.begun().isBefore(state.allEnded()));
      if (over) {
        return false;
      }
      if (session.generation() > state.generation()) {
        tryAdvance(session);
      }
      boolean reused =
          session.generation() < state.generation()
              && clock.instant().isAfter(state.renewed().plus(GRACE));
      if (reused) {
        log.warn("a replaced session text was used again: the session of a guest is ended");
        end(session);
      }
      return !reused;
    } catch (DataAccessException failure) {
      throw ApiException.unavailable("the database does not respond");
    }
  }

  /**
   * Ends the session, in all instances within two seconds.
   *
   * @throws ApiException 503 when the database does not respond
   */
  public void end(GuestSession session) {
    end(session, session.id());
  }

  /** Ends all sessions of the guest that began until now; as {@link #end}. */
  public void endAll(GuestSession session) {
    end(session, ALL);
  }

  private void end(GuestSession session, String id) {
    Instant now = now();
    // Longer than any text of the session, or of the guest: one may be newer than this one.
    Instant ended = now.plus(life).plus(Duration.ofDays(1));
    try {
      database
          .upserts()
          .insertInto(GUEST_SESSION)
          .set(GUEST_SESSION.CLIENT_ID, session.clientId())
          .set(GUEST_SESSION.SESSION_ID, id)
          .set(GUEST_SESSION.GENERATION, session.generation())
          .set(GUEST_SESSION.RENEWED_AT, now)
          // Seconds, as sessions begin: those of the same second are ended as well.
          .set(GUEST_SESSION.ENDED_AT, now.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1))
          .set(GUEST_SESSION.EXPIRES_AT, ended)
          .onDuplicateKeyUpdate()
          .set(GUEST_SESSION.ENDED_AT, now.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1))
          .set(
              GUEST_SESSION.EXPIRES_AT,
              DSL.greatest(GUEST_SESSION.EXPIRES_AT, DSL.val(ended, GUEST_SESSION.EXPIRES_AT)))
          .execute();
    } catch (DataAccessException failure) {
      throw ApiException.unavailable("the database does not respond");
    }
    forget();
    purge(now);
  }

  /** The text is valid without it: a database that takes no writes ends nobody's session. */
  private void tryAdvance(GuestSession session) {
    try {
      advance(session);
    } catch (DataAccessException failure) {
      log.warn("a renewed session was not recorded: {}", failure.getClass().getSimpleName());
    }
  }

  private void advance(GuestSession session) {
    Instant now = now();
    database
        .upserts()
        .insertInto(GUEST_SESSION)
        .set(GUEST_SESSION.CLIENT_ID, session.clientId())
        .set(GUEST_SESSION.SESSION_ID, session.id())
        .set(GUEST_SESSION.GENERATION, session.generation())
        .set(GUEST_SESSION.RENEWED_AT, now)
        .set(GUEST_SESSION.EXPIRES_AT, kept(session))
        .onDuplicateKeyUpdate()
        // In this order: each assignment sees those before it.
        .set(
            GUEST_SESSION.RENEWED_AT,
            DSL.when(GUEST_SESSION.GENERATION.lt(session.generation()), DSL.val(now))
                .otherwise(GUEST_SESSION.RENEWED_AT))
        .set(
            GUEST_SESSION.GENERATION,
            DSL.greatest(GUEST_SESSION.GENERATION, DSL.val(session.generation())))
        .set(
            GUEST_SESSION.EXPIRES_AT,
            DSL.greatest(
                GUEST_SESSION.EXPIRES_AT, DSL.val(kept(session), GUEST_SESSION.EXPIRES_AT)))
        .execute();
    forget();
    purge(now);
  }

  private Known state(GuestSession session) {
    Instant now = clock.instant();
    synchronized (known) {
      Known state = known.get(session.id());
      if (state != null && now.isBefore(state.read().plus(KEPT))) {
        return state;
      }
    }
    Known state = new Known(0, Instant.EPOCH, false, null, now);
    for (GuestSessionRecord row :
        database
            .context()
            .selectFrom(GUEST_SESSION)
            .where(
                GUEST_SESSION.CLIENT_ID.eq(session.clientId()),
                GUEST_SESSION.SESSION_ID.in(session.id(), ALL))
            .queryTimeout(QUERY_SECONDS)
            .fetch()) {
      state =
          row.getSessionId().equals(ALL)
              ? new Known(state.generation(), state.renewed(), state.ended(), row.getEndedAt(), now)
              : new Known(
                  row.getGeneration(),
                  row.getRenewedAt(),
                  row.getEndedAt() != null,
                  state.allEnded(),
                  now);
    }
    synchronized (known) {
      known.put(session.id(), state);
    }
    return state;
  }

  private void forget() {
    synchronized (known) {
      known.clear(); // all sessions of the guest may be meant, and changes are rare
    }
  }

  /** A day more than the text, for clocks that differ. */
  private static Instant kept(GuestSession session) {
    return session.expires().plus(Duration.ofDays(1));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private void purge(Instant now) {
    Instant last = purged.get();
    if (now.isBefore(last.plus(BETWEEN_PURGES)) || !purged.compareAndSet(last, now)) {
      return;
    }
    try {
      database
          .context()
          .deleteFrom(GUEST_SESSION)
          .where(GUEST_SESSION.EXPIRES_AT.lt(now))
          .limit(MOST_PURGED)
          .execute();
    } catch (DataAccessException later) {
      log.debug("old sessions were not deleted: {}", later.getClass().getSimpleName());
    }
  }
}
