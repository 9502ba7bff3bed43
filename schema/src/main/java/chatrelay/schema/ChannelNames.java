package chatrelay.schema;

import chatrelay.runtime.Environment;
import chatrelay.runtime.Variable;
import java.util.Optional;

/**
 * Which channels belong to which room.
 *
 * <p>No channel may serve two of inbound, outbound and feedback: a client could read unmoderated
 * messages, or the worker would consume its own output. Immutable.
 */
public record ChannelNames(
    ChannelTemplate inbound, ChannelTemplate outbound, ChannelTemplate feedback) {
  /** The room of templates without {@code {room}}. */
  public static final RoomName FIXED_ROOM = RoomName.of("lobby");

  /** Checks that the three fit together; the message names the variables and the fix. */
  public ChannelNames {
    if (inbound.overlaps(outbound)) {
      throw overlap("INBOUND_CHANNEL", "OUTBOUND_CHANNEL");
    }
    if (inbound.overlaps(feedback)) {
      throw overlap("INBOUND_CHANNEL", "FEEDBACK_CHANNEL");
    }
    if (outbound.overlaps(feedback)) {
      throw overlap("OUTBOUND_CHANNEL", "FEEDBACK_CHANNEL");
    }
    if (inbound.hasPlaceholder() != outbound.hasPlaceholder()) {
      throw new IllegalArgumentException(
          "only one of INBOUND_CHANNEL and OUTBOUND_CHANNEL holds {room}; put it into both or"
              + " neither");
    }
    if (!feedback.hasPlaceholder()) {
      throw new IllegalArgumentException(
          "FEEDBACK_CHANNEL needs {client}: otherwise every client reads all feedback");
    }
  }

  private static IllegalArgumentException overlap(String one, String other) {
    return new IllegalArgumentException(
        one + " and " + other + " can name the same channel; give them different prefixes");
  }

  /** Parses three templates; IllegalArgumentException with cause and fix. */
  public static ChannelNames of(String inbound, String outbound, String feedback) {
    return new ChannelNames(
        ChannelTemplate.parse(inbound, "room"),
        ChannelTemplate.parse(outbound, "room"),
        ChannelTemplate.parse(feedback, "client"));
  }

  /** {@code chat-in:{room}}, {@code chat-out:{room}}, {@code chat-user:{client}}. */
  public static ChannelNames standard() {
    return of("chat-in:{room}", "chat-out:{room}", "chat-user:{client}");
  }

  /** Reads the three variables; problems go to {@code environment}, the answer is then standard. */
  public static ChannelNames from(Environment environment) {
    Optional<ChannelTemplate> inbound = template(environment, Variable.INBOUND_CHANNEL, "room");
    Optional<ChannelTemplate> outbound = template(environment, Variable.OUTBOUND_CHANNEL, "room");
    Optional<ChannelTemplate> feedback = template(environment, Variable.FEEDBACK_CHANNEL, "client");
    if (inbound.isEmpty() || outbound.isEmpty() || feedback.isEmpty()) {
      return standard();
    }
    try {
      return new ChannelNames(inbound.get(), outbound.get(), feedback.get());
    } catch (IllegalArgumentException wrong) {
      environment.problem(
          Variable.INBOUND_CHANNEL,
          "is " + environment.shown(Variable.INBOUND_CHANNEL),
          String.valueOf(wrong.getMessage()));
      return standard();
    }
  }

  private static Optional<ChannelTemplate> template(
      Environment environment, Variable variable, String placeholder) {
    try {
      return Optional.of(ChannelTemplate.parse(environment.text(variable), placeholder));
    } catch (IllegalArgumentException wrong) {
      environment.problem(
          variable, "is " + environment.shown(variable), String.valueOf(wrong.getMessage()));
      return Optional.empty();
    }
  }

  /** Where clients publish to. */
  public String inbound(RoomName room) {
    return inbound.channel(room.value());
  }

  /** Where clients subscribe to. */
  public String outbound(RoomName room) {
    return outbound.channel(room.value());
  }

  /** Where one author gets private notes. The client id must be one our server issued. */
  public String feedback(String clientId) {
    return feedback.channel(clientId);
  }

  /** The room an inbound channel feeds; empty when it is not one of ours. */
  public Optional<RoomName> roomOfInbound(String channel) {
    return room(inbound, channel);
  }

  /** The room an outbound channel shows; empty when it is not one of ours. */
  public Optional<RoomName> roomOfOutbound(String channel) {
    return room(outbound, channel);
  }

  private static Optional<RoomName> room(ChannelTemplate template, String channel) {
    if (!template.hasPlaceholder()) {
      return channel.equals(template.prefix()) ? Optional.of(FIXED_ROOM) : Optional.empty();
    }
    return template.valueIn(channel).flatMap(RoomName::parse);
  }

  /** The only room when the templates hold no {@code {room}}. */
  public Optional<RoomName> fixedRoom() {
    return inbound.hasPlaceholder() ? Optional.empty() : Optional.of(FIXED_ROOM);
  }
}
