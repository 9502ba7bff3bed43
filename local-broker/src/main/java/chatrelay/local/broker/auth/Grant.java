package chatrelay.local.broker.auth;

import org.jspecify.annotations.Nullable;

/**
 * What a credential proved. {@code clientId} is a name, {@code *} for any name, or null for an
 * anonymous token. {@code issued} and {@code expires} are ms since 1970; a key never expires
 * ({@link Long#MAX_VALUE}).
 */
public record Grant(
    App app,
    ApiKey key,
    boolean basic,
    ChannelRights capability,
    @Nullable String clientId,
    long issued,
    long expires,
    @Nullable String revocationKey) {

  /** The same grant with another client id. */
  public Grant as(@Nullable String name) {
    return new Grant(app, key, basic, capability, name, issued, expires, revocationKey);
  }

  /** The same grant with another capability. */
  public Grant limitedTo(ChannelRights other) {
    return new Grant(app, key, basic, other, clientId, issued, expires, revocationKey);
  }
}
