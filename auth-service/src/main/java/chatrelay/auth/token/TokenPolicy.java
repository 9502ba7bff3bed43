package chatrelay.auth.token;

import chatrelay.auth.http.ApiException;
import chatrelay.auth.http.Parameters;
import chatrelay.schema.ChannelNames;
import chatrelay.schema.RoomName;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The rooms that a guest may request, and the rights granted.
 *
 * <p>For each room: publish on its inbound channel, subscribe on its outbound one; for the guest:
 * subscribe on the private feedback channel. No history and no presence: history is read from this
 * service, which holds moderated rows only. The caller's parameters can only narrow these rights.
 */
public final class TokenPolicy {
  /** Rooms in one token; keeps the capability under 4 KiB. */
  public static final int MOST_ROOMS = 10;

  private static final Duration LEAST_TTL = Duration.ofSeconds(1);

  private final ChannelNames channels;
  private final Duration ttl;

  /** {@code ttl} is the life of a token unless the caller requests less. */
  public TokenPolicy(ChannelNames channels, Duration ttl) {
    this.channels = channels;
    this.ttl = ttl;
  }

  /**
   * The rooms requested by {@code room} or {@code rooms} (comma-separated), each once; empty when
   * neither is given.
   *
   * @throws ApiException 400 for an invalid room name, or for more than {@link #MOST_ROOMS}
   */
  public static Set<RoomName> asked(Parameters parameters) {
    Set<RoomName> rooms = new LinkedHashSet<>();
    parameters.given("room").ifPresent(name -> rooms.add(room(name)));
    parameters
        .given("rooms")
        .ifPresent(
            names -> List.of(names.split(",", -1)).forEach(name -> rooms.add(room(name.strip()))));
    if (rooms.size() > MOST_ROOMS) {
      throw ApiException.malformed("too_many_rooms", "a token covers at most 10 rooms");
    }
    return rooms;
  }

  private static RoomName room(String name) {
    return RoomName.parse(name)
        .orElseThrow(() ->
            ApiException.malformed(
                "room_invalid",
                "a room name has 1 to 64 characters a-z, 0-9, _ or - and begins and ends with"
                    + " a letter or digit"));
  }

  /** The guest's rights in these rooms, at least one. */
  public Capability capability(String clientId, Collection<RoomName> rooms, Parameters parameters) {
    if (rooms.isEmpty()) {
      throw new IllegalArgumentException("no room");
    }
    Map<String, List<String>> operations = new TreeMap<>();
    for (RoomName room : rooms) {
      operations.put(channels.inbound(room), List.of("publish"));
      operations.put(channels.outbound(room), List.of("subscribe"));
    }
    operations.put(channels.feedback(clientId), List.of("subscribe"));
    Capability full = new Capability(operations);
    return parameters.text("capability").map(full::narrowedTo).orElse(full);
  }

  /** The configured life, or less if requested; at least one second. */
  public Duration ttl(Parameters parameters) {
    return parameters
        .text("ttl")
        .filter(text -> text.matches("[0-9]{1,15}"))
        .map(text -> Duration.ofMillis(Long.parseLong(text)))
        .filter(asked -> asked.isPositive() && asked.compareTo(ttl) < 0)
        .map(asked -> asked.compareTo(LEAST_TTL) < 0 ? LEAST_TTL : asked)
        .orElse(ttl);
  }
}
