package chatrelay.auth.route;

import chatrelay.auth.http.ApiException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every path with its methods; other methods get 405 with {@code Allow}, and OPTIONS gets 204.
 *
 * <p>HEAD is served only where it is listed: a HEAD of a token request would sign one for nothing.
 * Filled by one thread at start.
 */
public final class RouteTable {
  private static final List<HandlerType> KNOWN =
      List.of(
          HandlerType.GET,
          HandlerType.HEAD,
          HandlerType.POST,
          HandlerType.PUT,
          HandlerType.PATCH,
          HandlerType.DELETE,
          HandlerType.TRACE);

  /**
   * The methods that reach a route or its refusal. Javalin keeps every other name for the life of
   * the process, so those are refused before it sees them.
   */
  static final Set<String> METHODS =
      Stream.concat(KNOWN.stream(), Stream.of(HandlerType.OPTIONS))
          .map(HandlerType::name)
          .collect(Collectors.toUnmodifiableSet());

  private final Map<String, Map<HandlerType, Handler>> paths = new LinkedHashMap<>();
  private final Set<String> published = new TreeSet<>();

  /** GET and HEAD. */
  RouteTable get(String path, Handler handler) {
    return add(path, handler, HandlerType.GET, HandlerType.HEAD);
  }

  /** Exactly these methods. */
  RouteTable add(String path, Handler handler, HandlerType... methods) {
    Map<HandlerType, Handler> handlers = paths.computeIfAbsent(path, name -> new LinkedHashMap<>());
    for (HandlerType method : methods) {
      handlers.put(method, handler);
    }
    published.add(path);
    return this;
  }

  /** A file of the page: served like any path, but not part of the documented API. */
  RouteTable file(String path, Handler handler) {
    get(path, handler);
    published.remove(path);
    return this;
  }

  /** The API's methods by path, such as {@code /rooms → [GET, HEAD]}. */
  public Map<String, List<String>> api() {
    Map<String, List<String>> api = new TreeMap<>();
    paths.forEach((path, handlers) -> {
      if (published.contains(path)) {
        api.put(path, handlers.keySet().stream().map(HandlerType::name).toList());
      }
    });
    return api;
  }

  /** Registers all routes with Javalin. */
  void register(RoutesConfig routes) {
    paths.forEach((path, handlers) -> {
      String allow = allow(handlers);
      for (HandlerType method : KNOWN) {
        Handler refusal =
            context -> {
              context.header("Allow", allow);
              throw ApiException.ofStatus(
                  405, "method_not_allowed", "this path does not accept that method");
            };
        routes.addHttpHandler(method, path, handlers.getOrDefault(method, refusal));
      }
      routes.options(path, context -> context.status(204).header("Allow", allow));
    });
  }

  private static String allow(Map<HandlerType, Handler> handlers) {
    List<String> names =
        new ArrayList<>(handlers.keySet().stream().map(HandlerType::name).toList());
    names.add("OPTIONS");
    return String.join(", ", names);
  }
}
