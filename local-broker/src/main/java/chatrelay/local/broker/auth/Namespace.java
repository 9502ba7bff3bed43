package chatrelay.local.broker.auth;

/**
 * A rule for all channels whose name starts with {@code id:} or equals it. {@code persisted} keeps
 * messages beyond the two minutes.
 */
public record Namespace(String id, boolean persisted) {

  /**
   * The part of a channel name that selects the rule: the text before the first colon, or the whole
   * name.
   */
  public static String of(String channel) {
    int colon = channel.indexOf(':');
    return colon < 0 ? channel : channel.substring(0, colon);
  }
}
