package chatrelay.local.broker.auth;

import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The channel rules of an app by namespace, which is the text before the first colon of a channel's
 * name or the whole name. Immutable.
 *
 * @param persisted namespaces whose messages outlive the two minutes
 * @param mutable namespaces whose messages may be updated, appended to and deleted
 */
public record Namespaces(Set<String> persisted, Set<String> mutable) {
  /** No rules. */
  public static final Namespaces NONE = new Namespaces(Set.of(), Set.of());

  public Namespaces {
    persisted = Set.copyOf(persisted);
    mutable = Set.copyOf(mutable);
  }

  public static Namespaces of(Collection<String> persisted, Collection<String> mutable) {
    return new Namespaces(Set.copyOf(persisted), Set.copyOf(mutable));
  }

  public Namespaces withPersisted(String namespace) {
    return new Namespaces(with(persisted, namespace), mutable);
  }

  public Namespaces withMutable(String namespace) {
    return new Namespaces(persisted, with(mutable, namespace));
  }

  public boolean isPersisted(String channel) {
    return persisted.contains(namespaceOf(channel));
  }

  public boolean isMutable(String channel) {
    return mutable.contains(namespaceOf(channel));
  }

  private static Set<String> with(Set<String> some, String more) {
    return Stream.concat(some.stream(), Stream.of(more)).collect(Collectors.toSet());
  }

  private static String namespaceOf(String channel) {
    int colon = channel.indexOf(':');
    return colon < 0 ? channel : channel.substring(0, colon);
  }
}
