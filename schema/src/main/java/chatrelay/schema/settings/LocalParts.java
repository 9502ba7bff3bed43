package chatrelay.schema.settings;

import chatrelay.runtime.Environment;
import chatrelay.runtime.Variable;
import java.util.EnumMap;
import java.util.Map;

/**
 * Which parts {@code ./run} starts on this machine because the environment names none.
 *
 * <p>The one decision behind {@code ./run}, {@code ./chat config check} and {@code ./chat doctor}.
 *
 * @param broker no key and no endpoint: the local broker
 * @param database no host and no URL: the embedded database
 */
public record LocalParts(boolean broker, boolean database) {
  /** As the environment is now. */
  public static LocalParts neededBy(Environment environment) {
    return new LocalParts(
        environment.optionalSecret(Variable.ABLY_API_KEY).isEmpty()
            && !environment.isSet(Variable.ABLY_ENDPOINT),
        !environment.isSet(Variable.DB_HOST) && !environment.isSet(Variable.DB_JDBC_URL));
  }

  /**
   * The environment with values such as {@code ./run} is going to set for these parts, so that
   * everything else can be checked before they have started. Nothing answers at these addresses.
   */
  public Environment standInFor(Environment environment) {
    Map<Variable, String> values = new EnumMap<>(Variable.class);
    if (broker) {
      values.put(Variable.ABLY_API_KEY, "local.worker:none");
      values.put(Variable.ABLY_SIGNER_KEY, "local.signer:none");
      values.put(Variable.ABLY_ENDPOINT, "127.0.0.1");
      values.put(Variable.ABLY_PORT, "1");
      values.put(Variable.ABLY_TLS, "false");
    }
    if (database) {
      values.put(Variable.DB_HOST, "127.0.0.1");
      values.put(Variable.DB_PORT, "1");
      values.put(Variable.DB_NAME, "chat_relay");
      values.put(Variable.DB_USERNAME, "chat_relay");
      values.put(Variable.DB_PASSWORD, "none");
      values.put(Variable.DB_SSL_MODE, "DISABLED");
    }
    return environment.with(values);
  }
}
