package chatrelay.worker.store;

import static chatrelay.schema.generated.Tables.WORKER_LEASE;
import static chatrelay.schema.generated.Tables.WORKER_MEMBER;

import chatrelay.schema.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The lease rows of the shards and the list of live workers.
 *
 * <p>All times are the database's, so that workers with wrong clocks agree. An epoch grows at every
 * change of owner and never falls. Safe for any thread; throws jOOQ's {@code DataAccessException}.
 */
public final class Leases {
  private static final Field<Instant> NOW =
      DSL.field("UTC_TIMESTAMP(3)", WORKER_LEASE.UNTIL_AT.getDataType());

  private static final int MOST_FORGOTTEN = 20;

  /** The order in which all transactions lock them. */
  private static final Comparator<Lease> BY_SHARD = Comparator.comparingInt(Lease::shard);

  private final Database database;
  private final String worker;
  private final Duration life;

  /**
   * @param worker unique name of this process, at most 100 characters
   * @param life how long a lease lasts unrenewed
   */
  public Leases(Database database, String worker, Duration life) {
    this.database = database;
    this.worker = worker;
    this.life = life;
  }

  /** One lease; {@code lapsed} when any worker may take it. */
  public record Lease(int shard, @Nullable String owner, long epoch, boolean lapsed) {}

  /** Records that this worker is alive; the first call registers it. */
  public void heartbeat() {
    database
        .upserts()
        .insertInto(WORKER_MEMBER)
        .set(WORKER_MEMBER.WORKER_ID, worker)
        .set(WORKER_MEMBER.STARTED_AT, NOW)
        .set(WORKER_MEMBER.LAST_SEEN_AT, NOW)
        .onDuplicateKeyUpdate()
        .set(WORKER_MEMBER.LAST_SEEN_AT, NOW)
        .execute();
    forgetDead();
  }

  /** By primary key, so that no row of a live worker is locked on the way. */
  private void forgetDead() {
    List<String> dead =
        database
            .context()
            .select(WORKER_MEMBER.WORKER_ID)
            .from(WORKER_MEMBER)
            .where(WORKER_MEMBER.LAST_SEEN_AT.lt(before(life.multipliedBy(100))))
            .orderBy(WORKER_MEMBER.WORKER_ID)
            .limit(MOST_FORGOTTEN)
            .fetch(WORKER_MEMBER.WORKER_ID);
    for (String name : dead) {
      database
          .context()
          .deleteFrom(WORKER_MEMBER)
          .where(
              WORKER_MEMBER.WORKER_ID.eq(name),
              WORKER_MEMBER.LAST_SEEN_AT.lt(before(life.multipliedBy(100))))
          .execute();
    }
  }

  /** Names of the workers seen within a lease's life, in order. */
  public List<String> members() {
    return database
        .context()
        .select(WORKER_MEMBER.WORKER_ID)
        .from(WORKER_MEMBER)
        .where(WORKER_MEMBER.LAST_SEEN_AT.ge(before(life)))
        .orderBy(WORKER_MEMBER.WORKER_ID)
        .fetch(WORKER_MEMBER.WORKER_ID);
  }

  /** All leases, by shard. */
  public List<Lease> all() {
    return database
        .context()
        .select(
            WORKER_LEASE.SHARD,
            WORKER_LEASE.OWNER,
            WORKER_LEASE.EPOCH,
            DSL.field(WORKER_LEASE.UNTIL_AT.lt(NOW)))
        .from(WORKER_LEASE)
        .orderBy(WORKER_LEASE.SHARD)
        .fetch(row ->
            new Lease(row.value1(), row.value2(), row.value3(), Boolean.TRUE.equals(row.value4())));
  }

  /**
   * Takes leases that are unchanged since they were read, and returns those it got with their new
   * epochs. Another worker may have been faster. A lease that has not lapsed is taken as well: pass
   * one only when its owner is known to be dead.
   */
  public Map<Integer, Long> acquire(Collection<Lease> free) {
    if (free.isEmpty()) {
      return Map.of();
    }
    if (isAnOwnerSilent(free)) {
      new SilentSessions(database).end(life.dividedBy(2));
    }
    return database.transaction(context -> {
      Map<Integer, Long> taken = new HashMap<>();
      for (Lease lease : free.stream().sorted(BY_SHARD).toList()) {
        // Only a row changed here is ours: another with this name may have been faster.
        if (take(context, lease)) {
          taken.put(lease.shard(), lease.epoch() + 1);
        }
      }
      return taken;
    });
  }

  private boolean take(DSLContext context, Lease lease) {
    Condition lapsed = lease.lapsed() ? WORKER_LEASE.UNTIL_AT.lt(NOW) : DSL.trueCondition();
    int changed =
        context
            .update(WORKER_LEASE)
            .set(WORKER_LEASE.OWNER, worker)
            .set(WORKER_LEASE.EPOCH, WORKER_LEASE.EPOCH.plus(1))
            .set(WORKER_LEASE.UNTIL_AT, after(life))
            .where(WORKER_LEASE.SHARD.eq(lease.shard()), WORKER_LEASE.EPOCH.eq(lease.epoch()))
            .and(lapsed)
            .execute();
    return changed == 1;
  }

  /** Whether one of them lapsed without release: its owner may have frozen with locks on rows. */
  private boolean isAnOwnerSilent(Collection<Lease> lapsed) {
    List<String> owners =
        lapsed.stream().filter(Lease::lapsed).map(Lease::owner).filter(Objects::nonNull).toList();
    return database
        .context()
        .fetchExists(
            WORKER_MEMBER,
            WORKER_MEMBER.WORKER_ID.in(owners),
            WORKER_MEMBER.WORKER_ID.ne(worker),
            WORKER_MEMBER.LAST_SEEN_AT.lt(before(life)));
  }

  /** Renews the leases held under these epochs and returns those still held. */
  public Map<Integer, Long> renew(Map<Integer, Long> held) {
    if (held.isEmpty()) {
      return Map.of();
    }
    return database.transaction(context -> {
      Condition ours = DSL.falseCondition();
      for (var lease : held.entrySet()) {
        ours =
            ours.or(
                WORKER_LEASE.SHARD.eq(lease.getKey()).and(WORKER_LEASE.EPOCH.eq(lease.getValue())));
      }
      Condition mine = WORKER_LEASE.OWNER.eq(worker).and(ours);
      context.update(WORKER_LEASE).set(WORKER_LEASE.UNTIL_AT, after(life)).where(mine).execute();
      return epochs(context, mine);
    });
  }

  private static Map<Integer, Long> epochs(DSLContext context, Condition which) {
    Map<Integer, Long> epochs = new HashMap<>();
    context
        .select(WORKER_LEASE.SHARD, WORKER_LEASE.EPOCH)
        .from(WORKER_LEASE)
        .where(which)
        .forEach(row -> epochs.put(row.value1(), row.value2()));
    return epochs;
  }

  /** Ends leases now, so that another worker can take them at once. */
  public void release(Collection<Integer> shards) {
    database
        .context()
        .update(WORKER_LEASE)
        .set(WORKER_LEASE.UNTIL_AT, before(Duration.ofSeconds(1)))
        .where(WORKER_LEASE.OWNER.eq(worker), WORKER_LEASE.SHARD.in(shards))
        .execute();
  }

  /** Releases all leases that the table says are this worker's, trusted or not. */
  public void releaseAll() {
    // By primary key, so that no row of another worker is locked on the way.
    release(
        database
            .context()
            .select(WORKER_LEASE.SHARD)
            .from(WORKER_LEASE)
            .where(WORKER_LEASE.OWNER.eq(worker))
            .fetch(WORKER_LEASE.SHARD));
  }

  /** Removes this worker from the live workers. */
  public void leave() {
    database
        .context()
        .deleteFrom(WORKER_MEMBER)
        .where(WORKER_MEMBER.WORKER_ID.eq(worker))
        .execute();
  }

  private static Field<Instant> after(Duration duration) {
    return DSL.field(
        "UTC_TIMESTAMP(3) + INTERVAL {0} MICROSECOND",
        WORKER_LEASE.UNTIL_AT.getDataType(), DSL.inline(duration.toNanos() / 1_000));
  }

  private static Field<Instant> before(Duration duration) {
    return after(duration.negated());
  }
}
