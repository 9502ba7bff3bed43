package chatrelay.local.broker.auth;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An API key, {@code appId.keyId:secret}. Its first key creates the app. No text form but {@link
 * #full} shows the secret.
 */
public record ApiKey(
    String appId, String keyId, String secret, ChannelRights capability, boolean revocableTokens) {
  private static final Pattern FORM = Pattern.compile("([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+):(\\S+)");

  /**
   * Reads a full key with all capabilities; IllegalArgumentException without the text when it has
   * another form.
   */
  public static ApiKey parse(String full) {
    Matcher parts = FORM.matcher(full);
    if (!parts.matches()) {
      throw new IllegalArgumentException("An API key has the form appId.keyId:secret");
    }
    return new ApiKey(parts.group(1), parts.group(2), parts.group(3), ChannelRights.ALL, false);
  }

  /** The same key limited to a capability given as JSON text. */
  public ApiKey withCapability(String json) {
    return new ApiKey(appId, keyId, secret, ChannelRights.parse(json), revocableTokens);
  }

  /** The same key after its rotation. */
  public ApiKey withSecret(String rotated) {
    return new ApiKey(appId, keyId, rotated, capability, revocableTokens);
  }

  /** The same key with tokens that can be revoked and live an hour at most. */
  public ApiKey withRevocableTokens() {
    return new ApiKey(appId, keyId, secret, capability, true);
  }

  /** The public part, {@code appId.keyId}. */
  public String name() {
    return appId + "." + keyId;
  }

  /** The whole key including its secret. */
  public String full() {
    return name() + ":" + secret;
  }

  @Override
  public String toString() {
    return "ApiKey[" + name() + "]";
  }
}
