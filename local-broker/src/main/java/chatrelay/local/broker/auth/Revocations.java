package chatrelay.local.broker.auth;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Revocation rules of one app. A token issued before a rule's time and matching its target is
 * refused with 40141. Safe for many threads.
 */
public final class Revocations {
  /**
   * One rule; {@code target} is {@code clientId:x}, {@code revocationKey:y} or {@code channel:z}.
   * Times in ms since 1970.
   */
  public record Rule(String target, long issuedBefore, long appliesAt) {}

  private final List<Rule> rules = new CopyOnWriteArrayList<>();

  /**
   * Adds a rule; a repeated target replaces the older rule so that the list stays as long as the
   * number of targets.
   */
  public synchronized void add(Rule rule) {
    rules.removeIf(
        old -> old.target().equals(rule.target()) && old.issuedBefore() <= rule.issuedBefore());
    rules.add(rule);
  }

  public List<Rule> rules() {
    return List.copyOf(rules);
  }

  /** True when the grant's token is revoked at {@code now}. */
  public boolean covers(Grant grant, long now) {
    return rules.stream().anyMatch(rule -> now >= rule.appliesAt() && matches(rule, grant));
  }

  /** True when the rule names this grant's token, whether or not the rule applies yet. */
  public static boolean matches(Rule rule, Grant grant) {
    if (grant.basic() || grant.issued() >= rule.issuedBefore()) {
      return false;
    }
    int colon = rule.target().indexOf(':');
    String value = rule.target().substring(colon + 1);
    return switch (rule.target().substring(0, colon)) {
      case "clientId" -> value.equals(grant.clientId());
      case "revocationKey" -> value.equals(grant.revocationKey());
      case "channel" -> grant.capability().mentions(value);
      default -> false;
    };
  }
}
