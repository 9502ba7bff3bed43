package chatrelay.worker.command.doctor;

import chatrelay.runtime.ExitCode;
import chatrelay.runtime.Redaction;
import chatrelay.runtime.Variable;
import chatrelay.schema.ChannelNames;
import chatrelay.schema.RoomName;
import chatrelay.schema.settings.AblySettings;
import chatrelay.worker.broker.AblyClients;
import chatrelay.worker.broker.BrokerFailure;
import chatrelay.worker.command.config.Configuration;
import io.ably.lib.rest.AblyRest;
import io.ably.lib.rest.Auth;
import io.ably.lib.types.AblyException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Checks of the broker: whether it responds, its time, the rights of the keys. */
final class BrokerChecks {
  private static final String REACHABLE = "broker reachable";
  private static final String CLOCK = "clock against the broker";
  private static final String WORKER_KEY = "worker's key";
  private static final String WORKER_RIGHTS = "rights of the worker's key";
  private static final String SIGNER_KEY = "signer's key";
  private static final String SIGNER_RIGHTS = "rights of the signer's key";
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration SKEW = Duration.ofSeconds(30);

  private final ChannelNames channels;
  private final List<Check> checks = new ArrayList<>();

  private BrokerChecks(ChannelNames channels) {
    this.channels = channels;
  }

  static List<Check> of(Configuration configuration) {
    AblySettings worker = configuration.worker().ably();
    if (configuration.isWrong(
        Variable.ABLY_API_KEY, Variable.ABLY_ENDPOINT, Variable.ABLY_PORT, Variable.ABLY_TLS)) {
      return List.of(
          Check.unknown(REACHABLE, "configuration"),
          Check.unknown(CLOCK, "configuration"),
          Check.unknown(WORKER_KEY, "configuration"),
          Check.unknown(WORKER_RIGHTS, "configuration"),
          Check.unknown(SIGNER_KEY, "configuration"),
          Check.unknown(SIGNER_RIGHTS, "configuration"));
    }
    BrokerChecks broker = new BrokerChecks(configuration.worker().channels());
    if (broker.reach(worker)) {
      broker.worker(worker);
      broker.signer(configuration, worker);
    } else {
      for (String name : List.of(CLOCK, WORKER_KEY, WORKER_RIGHTS, SIGNER_KEY, SIGNER_RIGHTS)) {
        broker.checks.add(Check.unknown(name, REACHABLE));
      }
    }
    return broker.checks;
  }

  private boolean reach(AblySettings settings) {
    try (AblyRest rest = client(settings)) {
      Instant before = Instant.now();
      Instant broker = Instant.ofEpochMilli(rest.time());
      Duration roundTrip = Duration.between(before, Instant.now());
      checks.add(
          Check.ok(
              REACHABLE, settings.describe() + " answered in " + roundTrip.toMillis() + " ms"));
      checks.add(clock(Duration.between(before.plus(roundTrip.dividedBy(2)), broker)));
      return true;
    } catch (Exception failure) {
      checks.add(
          Check.fail(
              REACHABLE,
              settings.describe() + " does not respond: " + told(failure),
              "check the network, a proxy or firewall, ABLY_ENDPOINT and ABLY_PORT",
              ExitCode.UNAVAILABLE));
      return false;
    }
  }

  private static Check clock(Duration ahead) {
    String detail =
        "the broker's clock is "
            + ahead.abs().toMillis()
            + (ahead.isNegative() ? " ms behind" : " ms ahead");
    return ahead.abs().compareTo(SKEW) <= 0
        ? Check.ok(CLOCK, detail)
        : Check.fail(
            CLOCK,
            detail + "; tokens off by over 2 minutes are refused",
            "synchronise this machine's clock (chrony, systemd-timesyncd)",
            ExitCode.FOUND);
  }

  private void worker(AblySettings settings) {
    KeyRights rights = rights(settings, WORKER_KEY, "ABLY_API_KEY");
    if (rights == null) {
      checks.add(Check.unknown(WORKER_RIGHTS, WORKER_KEY));
      return;
    }
    List<String> missing = new ArrayList<>();
    RoomName room = channels.fixedRoom().orElse(ChannelNames.FIXED_ROOM);
    for (String operation : List.of("subscribe", "history")) {
      require(missing, rights, channels.inbound(room), operation);
    }
    for (String operation : List.of("publish", "history")) {
      require(missing, rights, channels.outbound(room), operation);
    }
    require(missing, rights, channels.feedback("someone"), "publish");
    checks.add(
        missing.isEmpty()
            ? Check.ok(WORKER_RIGHTS, "subscribe and history inbound, publish and history outbound")
            : Check.fail(
                WORKER_RIGHTS,
                "lacks " + String.join(", ", missing),
                "give the key these capabilities in the broker's dashboard",
                ExitCode.CONFIGURATION));
  }

  private static void require(
      List<String> missing, KeyRights rights, String channel, String operation) {
    if (!rights.allow(channel, operation)) {
      missing.add(operation + " on " + channel);
    }
  }

  private void signer(Configuration configuration, AblySettings worker) {
    if (configuration.isWrong(Variable.ABLY_SIGNER_KEY)) {
      checks.add(Check.unknown(SIGNER_KEY, "configuration"));
      checks.add(Check.unknown(SIGNER_RIGHTS, "configuration"));
      return;
    }
    KeyRights rights = rights(configuration.signer(), SIGNER_KEY, "ABLY_SIGNER_KEY");
    if (rights == null) {
      checks.add(Check.unknown(SIGNER_RIGHTS, SIGNER_KEY));
      return;
    }
    RoomName room = channels.fixedRoom().orElse(ChannelNames.FIXED_ROOM);
    List<String> missing = new ArrayList<>();
    require(missing, rights, channels.inbound(room), "publish");
    require(missing, rights, channels.outbound(room), "subscribe");
    if (!missing.isEmpty()) {
      checks.add(
          Check.fail(
              SIGNER_RIGHTS,
              "lacks " + String.join(", ", missing),
              "give the key these capabilities: a token's rights can't exceed its key's",
              ExitCode.CONFIGURATION));
      return;
    }
    boolean excessive =
        rights.allow(channels.inbound(room), "subscribe")
            || rights.allow(channels.outbound(room), "publish");
    boolean same = configuration.signer().keyName().equals(worker.keyName());
    checks.add(
        excessive
            ? Check.warn(
                SIGNER_RIGHTS,
                (same ? "it is the worker's key and" : "it")
                    + " could let clients read unmoderated messages",
                "create a second key that may only publish inbound and subscribe outbound:"
                    + " ABLY_SIGNER_KEY")
            : Check.ok(SIGNER_RIGHTS, "publish inbound, subscribe outbound, no more"));
  }

  /** The key's rights, or null after adding a failed check. */
  private @org.jspecify.annotations.Nullable KeyRights rights(
      AblySettings settings, String name, String variable) {
    try (AblyRest rest = client(settings)) {
      Auth.AuthOptions options = new Auth.AuthOptions(settings.key().reveal());
      options.queryTime = true;
      String capability = rest.auth.requestToken(new Auth.TokenParams(), options).capability;
      checks.add(Check.ok(name, settings.keyName() + " is accepted"));
      return KeyRights.parse(capability);
    } catch (Exception failure) {
      boolean refused =
          failure instanceof AblyException ably
              && BrokerFailure.of(ably).kind() != BrokerFailure.Kind.RETRYABLE;
      checks.add(
          Check.fail(
              name,
              settings.keyName() + " is refused: " + told(failure),
              "copy the whole key of the right app into " + variable,
              refused ? ExitCode.CONFIGURATION : ExitCode.UNAVAILABLE));
      return null;
    }
  }

  private static AblyRest client(AblySettings settings) throws AblyException {
    return new AblyClients(() -> settings, TIMEOUT, TIMEOUT).rest();
  }

  private static String told(Exception failure) {
    if (failure instanceof AblyException ably && ably.errorInfo != null) {
      return "error "
          + ably.errorInfo.code
          + ", "
          + Redaction.redact(String.valueOf(ably.errorInfo.message));
    }
    return failure.getClass().getSimpleName();
  }
}
