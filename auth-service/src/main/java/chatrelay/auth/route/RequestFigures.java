package chatrelay.auth.route;

import chatrelay.runtime.Metrics;
import io.javalin.http.Context;
import io.micrometer.core.instrument.Timer;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Times of requests by route, method and status.
 *
 * <p>Every label comes from a closed list, so that no caller can make new ones: routes from the
 * table, methods from {@link RouteTable#METHODS}, and statuses are those that this service sets.
 */
final class RequestFigures {
  private final Set<String> routes;
  private final Metrics metrics;

  RequestFigures(Set<String> routes, Metrics metrics) {
    this.routes = Set.copyOf(routes);
    this.metrics = metrics;
  }

  void record(Context context, float millis) {
    String path =
        context.endpoints().lastHttpEndpoint() == null
            ? ""
            : String.valueOf(context.endpoints().lastHttpEndpoint().path);
    String method = context.req().getMethod();
    Timer.builder("chat.http.request.duration")
        .description("Time from the first byte of a request to its response")
        .tag("route", routes.contains(path) ? path : "other")
        .tag("method", RouteTable.METHODS.contains(method) ? method : "other")
        .tag("status", String.valueOf(context.statusCode()))
        .register(metrics.registry())
        .record((long) (millis * 1e6), TimeUnit.NANOSECONDS);
  }
}
