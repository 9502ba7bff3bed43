package chatrelay.local.broker.auth;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** All apps of one broker. Safe for many threads. */
public final class Apps {
  private final Map<String, App> apps = new ConcurrentHashMap<>();

  private final long delayMillis;

  /** Creates one app per distinct app id among the keys, all with the same delay of frames. */
  public Apps(Collection<ApiKey> keys, List<Namespace> namespaces, long delayMillis) {
    this.delayMillis = delayMillis;
    Map<String, List<ApiKey>> byApp = new LinkedHashMap<>();
    keys.forEach(key -> byApp.computeIfAbsent(key.appId(), id -> new ArrayList<>()).add(key));
    byApp.forEach((id, own) -> apps.put(id, new App(id, own, namespaces, delayMillis)));
  }

  public @Nullable App get(String id) {
    return apps.get(id);
  }

  /** Adds an app whose frames wait for as long as those of the others, or longer, in ms. */
  public App add(String id, List<ApiKey> keys, List<Namespace> namespaces, long minimumDelay) {
    App app = new App(id, keys, namespaces, Math.max(delayMillis, minimumDelay));
    apps.put(id, app);
    return app;
  }

  /** Removes an app; its credentials are unknown from now on. */
  public @Nullable App remove(String id) {
    return apps.remove(id);
  }

  public Collection<App> all() {
    return apps.values();
  }
}
