package chatrelay.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import chatrelay.auth.session.GuestSession;
import chatrelay.auth.session.SessionLedger;
import chatrelay.auth.session.Sessions;
import chatrelay.local.database.TestDatabase;
import chatrelay.runtime.Secret;
import chatrelay.runtime.Shutdown;
import chatrelay.schema.Database;
import chatrelay.schema.DatabaseSettings;
import chatrelay.schema.generated.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** How sessions are renewed, stolen and ended, on any database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SessionContract {
  private static final Duration IDLE = Duration.ofDays(30);
  private static final Duration LIFE = Duration.ofDays(90);

  private final TestDatabase.Kind kind;
  private final Shutdown shutdown = new Shutdown(Duration.ofSeconds(6));
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final Sessions sessions =
      new Sessions(
          List.of(Secret.of("a secret of more than thirty-two characters")), IDLE, LIFE, now::get);
  private Database database;
  private SessionLedger ledger;

  @SuppressWarnings("NullAway.Init")
  SessionContract(TestDatabase.Kind kind) {
    this.kind = kind;
  }

  @BeforeAll
  void start() {
    assumeThat(kind.whyUnavailable()).isEmpty();
    TestDatabase server = shutdown.add("server", TestBed.LIMIT, TestDatabase.create(kind));
    database =
        shutdown.add(
            "database",
            TestBed.LIMIT,
            Database.open(
                DatabaseSettings.local(
                    server.host(),
                    server.port(),
                    server.name(),
                    server.username(),
                    Secret.of(server.password()))));
    database.migrate();
    ledger = new SessionLedger(database, LIFE, now::get);
  }

  @AfterAll
  void stop() {
    shutdown.close();
  }

  private void pass(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }

  @Test
  void shouldTakeAReplacedTextForAMinuteMoreAndThenEndTheSession() {
    GuestSession first = sessions.begin();
    GuestSession second = sessions.renew(first);

    assertThat(ledger.accepts(first)).isTrue();
    assertThat(ledger.accepts(second)).isTrue();
    pass(Duration.ofSeconds(59));
    assertThat(ledger.accepts(first)).isTrue();
    assertThat(ledger.accepts(second)).isTrue();
    pass(Duration.ofSeconds(3));
    assertThat(ledger.accepts(second)).isTrue();
    // The first text was copied: the copy and the original look alike, so that both must sign in
    // again.
    assertThat(ledger.accepts(first)).isFalse();
    assertThat(ledger.accepts(second)).isFalse();
    assertThat(ledger.accepts(sessions.renew(second))).isFalse();
  }

  @Test
  void shouldKeepTheSessionWhenTheAnswerWithItsNewTextWasLost() {
    GuestSession first = sessions.begin();
    sessions.renew(first);
    pass(Duration.ofMinutes(5));

    assertThat(ledger.accepts(first)).isTrue();
    assertThat(ledger.accepts(sessions.renew(first))).isTrue();
  }

  @Test
  void shouldEndOneSessionOrAllOfAGuestInEveryInstance() {
    SessionLedger other = new SessionLedger(database, LIFE, now::get);
    GuestSession phone = sessions.begin();
    GuestSession desk = sessions.another(phone);
    GuestSession stranger = sessions.begin();
    assertThat(desk.clientId()).isEqualTo(phone.clientId());
    assertThat(other.accepts(phone)).isTrue();

    ledger.end(phone);
    assertThat(ledger.accepts(phone)).isFalse();
    assertThat(ledger.accepts(desk)).isTrue();
    pass(Duration.ofSeconds(2));
    assertThat(other.accepts(phone)).isFalse();
    assertThat(other.accepts(desk)).isTrue();

    ledger.endAll(desk);
    pass(Duration.ofSeconds(2));
    assertThat(other.accepts(desk)).isFalse();
    assertThat(other.accepts(sessions.another(desk))).isFalse();
    assertThat(other.accepts(stranger)).isTrue();
  }

  @Test
  void shouldKeepAnEndedSessionEndedForItsNewerTextsToo() {
    GuestSession copied = sessions.begin();
    pass(Duration.ofDays(16));
    GuestSession newer = sessions.renew(copied);
    assertThat(ledger.accepts(newer)).isTrue();
    pass(Duration.ofDays(4));
    assertThat(ledger.accepts(copied)).isFalse();

    pass(Duration.ofDays(12)); // The copied text is past its own end, the newer one is not.
    ledger.end(sessions.begin()); // Deletes rows past their time.

    assertThat(newer.expires()).isAfter(now.get());
    assertThat(ledger.accepts(newer)).isFalse();
  }

  @Test
  void shouldForgetSessionsThatAreOverByThemselves() {
    GuestSession old = sessions.begin();
    ledger.end(old);
    pass(LIFE.plusDays(2));
    ledger.end(sessions.begin());

    assertThat(
            database
                .context()
                .fetchCount(Tables.GUEST_SESSION, Tables.GUEST_SESSION.SESSION_ID.eq(old.id())))
        .isZero();
  }

  @Test
  void shouldNotBeRenewedBeyondItsAbsoluteLife() {
    GuestSession session = sessions.begin();
    for (int renewal = 0; renewal < 4; renewal++) {
      pass(Duration.ofDays(20));
      session = sessions.read(sessions.sign(sessions.renew(session))).orElseThrow();
    }
    assertThat(session.expires()).isEqualTo(session.begun().plus(Duration.ofDays(90)));
    pass(Duration.ofDays(11));
    assertThat(sessions.read(sessions.sign(sessions.renew(session)))).isEmpty();
  }
}
