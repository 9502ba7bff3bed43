package chatrelay.local.broker.auth;

import static java.util.stream.Collectors.groupingBy;

import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.broker.wire.ProtocolException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** All apps of one broker. Safe for many threads. */
public final class Apps {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{6}");

  private final Map<String, App> apps = new ConcurrentHashMap<>();
  private final long delayMillis;

  /** Creates one app per distinct app id among the keys, all with the same delay of frames. */
  public Apps(Collection<ApiKey> keys, Namespaces namespaces, long delayMillis) {
    this.delayMillis = delayMillis;
    keys.stream()
        .collect(groupingBy(ApiKey::appId))
        .forEach((id, own) -> add(id, own, namespaces, 0, delayMillis));
  }

  public @Nullable App get(String id) {
    return apps.get(id);
  }

  /**
   * Adds an app whose frames wait for as long as those of the others, or longer, in ms.
   *
   * @param maxMembers of one channel, 0 for the broker's limit
   */
  public App add(
      String id,
      Collection<ApiKey> keys,
      Namespaces namespaces,
      int maxMembers,
      long minimumDelay) {
    App app = new App(id, keys, namespaces, maxMembers, Math.max(delayMillis, minimumDelay));
    apps.put(id, app);
    return app;
  }

  /** Removes an app; its credentials are unknown from now on. */
  public void remove(String id) {
    apps.remove(id);
  }

  public Collection<App> all() {
    return apps.values();
  }

  /**
   * The app named, 40101 for text that can't be an app id and 40400 for an app that does not exist.
   */
  App named(String id) {
    App app = apps.get(id);
    if (app == null && !ID.matcher(id).matches()) {
      throw new ProtocolException(40101, "Invalid credentials");
    }
    if (app == null) {
      throw new ProtocolException(new ErrorInfo(40400, 404, "No application found with id " + id));
    }
    return app;
  }

  /** The key named {@code appId.keyId}, or null. */
  public @Nullable ApiKey find(String name) {
    App app = apps.get(appOf(name));
    return app == null ? null : app.key(name.substring(name.indexOf('.') + 1));
  }

  /**
   * The key named {@code appId.keyId}; refusals as for apps, 40400 but with status 401 for an app's
   * unknown key, as ably-js's integration test of RSA4 has it from hosted Ably.
   */
  ApiKey key(String name) {
    ApiKey key = find(name);
    if (key == null) {
      named(appOf(name)); // An unknown app is reported first.
      throw new ProtocolException(new ErrorInfo(40400, 401, "No key found with this name"));
    }
    return key;
  }

  private static String appOf(String keyName) {
    return keyName.substring(0, Math.max(0, keyName.indexOf('.')));
  }
}
