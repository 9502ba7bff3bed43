package chatrelay.auth.route;

import chatrelay.auth.http.Answer;
import chatrelay.auth.http.Json;
import chatrelay.runtime.AdminServer;
import chatrelay.runtime.Health;
import chatrelay.runtime.Metrics;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * What the service says of itself: health, readiness, version, contract, configuration. Figures are
 * on the admin port only.
 */
final class ServiceRoutes {
  private static final String TEXT = "text/plain;charset=utf-8";

  private final Health health;
  private final ObjectNode configuration;
  private final String contract = contract();

  /** {@code configuration} is for clients; see {@link ClientConfiguration}. */
  ServiceRoutes(Health health, ObjectNode configuration) {
    this.health = health;
    this.configuration = configuration;
  }

  void addTo(RouteTable table) {
    table
        .get("/healthz", context -> text(context, TEXT, "ok\n"))
        .get("/readyz", this::readiness)
        .get(
            "/version",
            context -> Answer.json(context, 200, Json.object().put("version", Metrics.version())))
        .get("/openapi.yaml", context -> text(context, "application/yaml;charset=utf-8", contract))
        .get(
            "/.well-known/chat-configuration", context -> Answer.json(context, 200, configuration));
  }

  private void readiness(Context context) {
    Health.Report report = health.report();
    text(context, Answer.JSON, AdminServer.json(report));
    context.status(report.ready() ? 200 : 503);
  }

  private static void text(Context context, String mediaType, String text) {
    context
        .header("Cache-Control", "no-store")
        .contentType(mediaType)
        .result(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String contract() {
    try (var stream = ServiceRoutes.class.getResourceAsStream("/openapi.yaml")) {
      return new String(
          Objects.requireNonNull(stream, "openapi.yaml").readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
