package chatrelay.local.broker.realtime;

import chatrelay.local.broker.auth.Authenticator.Credentials;
import chatrelay.local.broker.wire.WireFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of a WebSocket upgrade that mean something; others are ignored (spec RTN2).
 */
public record ConnectRequest(
    String version,
    WireFormat format,
    Credentials credentials,
    @Nullable String clientId,
    boolean echo,
    @Nullable String resume,
    @Nullable String recover,
    @Nullable String remainPresentFor) {

  /** Reads parameters and the {@code Authorization} header. */
  public static ConnectRequest of(Map<String, String> params, @Nullable String authorization) {
    WireFormat format = WireFormat.named(params.get("format"));
    String token = params.get("accessToken");
    return new ConnectRequest(
        params.getOrDefault("v", "2"),
        format == null ? WireFormat.JSON : format,
        new Credentials(
            params.get("key"), token == null ? params.get("access_token") : token, authorization),
        params.get("clientId"),
        !"false".equals(params.get("echo")),
        params.get("resume"),
        params.get("recover"),
        params.get("remainPresentFor"));
  }
}
