package chatrelay.local.broker.channel;

import chatrelay.local.broker.auth.App;
import chatrelay.local.broker.auth.Revocations.Rule;
import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.broker.wire.ProtocolException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All channels by app and bare name. A channel begins with its first use and is forgotten when it
 * is empty and idle; a caller that fetched it has the whole idle window (at least 10 s) to use it.
 * Safe for many threads.
 */
public final class Channels {
  private record Key(App app, String name) {}

  private final Map<Key, Channel> channels = new ConcurrentHashMap<>();
  private final String series;
  private final Conditions conditions;
  private final RateLimit created;
  private final RateLimit published;
  private final @Nullable Journal journal;

  public Channels(String series, Conditions conditions, @Nullable Journal journal) {
    this.series = series;
    this.conditions = conditions;
    this.created = new RateLimit(conditions.limits().account().channels());
    this.published = new RateLimit(conditions.limits().account().messages());
    this.journal = journal;
  }

  /** The channel, new or existing; 90021 when the account creates too many a second. */
  public Channel get(App app, String name) {
    return get(app, name, created);
  }

  /** The same for an entry of an earlier run, which needs no leave. */
  Channel restored(App app, String name) {
    return get(app, name, new RateLimit(0));
  }

  private Channel get(App app, String name, RateLimit leave) {
    return channels.compute(
        new Key(app, name),
        (key, existing) -> {
          if (existing == null && !leave.take(1, conditions.now())) {
            throw new ProtocolException(
                new ErrorInfo(90021, 429, "Maximum account-wide channel creation rate exceeded"));
          }
          Channel channel =
              existing == null
                  ? new Channel(app, name, series, conditions, published, journal)
                  : existing;
          channel.touch();
          return channel;
        });
  }

  /** Writes a revocation down so that it survives a restart, when there is a data folder. */
  public void remember(App app, Rule rule) {
    if (journal != null) {
      journal.append(Records.of(app, rule));
    }
  }

  /** The channel if it exists. */
  public @Nullable Channel find(App app, String name) {
    return channels.get(new Key(app, name));
  }

  /** Existing channels of an app in order of name. */
  public List<Channel> of(App app) {
    TreeMap<String, Channel> sorted = new TreeMap<>();
    channels.forEach((key, channel) -> {
      if (key.app() == app) {
        sorted.put(key.name(), channel);
      }
    });
    return List.copyOf(sorted.values());
  }

  /** Drops everything that is too old and forgets idle channels; call every few seconds. */
  public void expire() {
    for (Key key : channels.keySet()) {
      channels.computeIfPresent(key, (same, channel) -> channel.expire() ? null : channel);
    }
  }

  /** Forgets all channels of an app. */
  public void remove(App app) {
    channels.keySet().removeIf(key -> key.app() == app);
  }
}
