package chatrelay.local.broker.realtime;

import chatrelay.local.broker.auth.Grant;
import chatrelay.local.broker.channel.Accepted;
import chatrelay.local.broker.channel.AttachPoint;
import chatrelay.local.broker.channel.ChangeRules;
import chatrelay.local.broker.channel.Channel;
import chatrelay.local.broker.channel.ChannelName;
import chatrelay.local.broker.channel.Mode;
import chatrelay.local.broker.channel.PublishRules;
import chatrelay.local.broker.channel.Rewind;
import chatrelay.local.broker.fault.Effect;
import chatrelay.local.broker.fault.Point;
import chatrelay.local.broker.fault.Subject;
import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.Flags;
import chatrelay.local.broker.wire.FrameAction;
import chatrelay.local.broker.wire.Ids;
import chatrelay.local.broker.wire.Message;
import chatrelay.local.broker.wire.PresenceMessage;
import chatrelay.local.broker.wire.ProtocolException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** ATTACH, DETACH, MESSAGE, PRESENCE and SYNC of one session. Event loop only. */
final class ChannelFrames {
  private static final long MAX_SERIAL = 1L << 53;
  private static final int SYNC_PAGE = 100;

  private final Session session;
  private final Realtime realtime;
  private final Map<String, Attachment> attachments = new LinkedHashMap<>();

  ChannelFrames(Session session, Realtime realtime) {
    this.session = session;
    this.realtime = realtime;
  }

  void attach(Fields frame) {
    String requested = channelOf(frame);
    try {
      ChannelName name = ChannelName.parseForAttach(requested);
      Map<String, String> params = paramsOf(name, frame);
      Set<Mode> wanted = wantedModes(name, params, frame);
      Rewind rewind = Rewind.of(params);
      boolean metadata = session.grant().capability().allows(name.resource(), "channel-metadata");
      if (params.containsKey("occupancy") && !metadata) {
        throw new ProtocolException(40160, "The capability does not permit channel-metadata");
      }
      Set<Mode> modes = Mode.permitted(wanted, session.grant().capability(), name.resource());
      if (modes.isEmpty()) {
        throw new ProtocolException(
            40160, "Channel denied access based on given capability; channelId = " + name.bare());
      }
      Attachment existing = attachments.get(requested);
      if (existing == null
          && attachments.size() >= realtime.conditions().limits().channelsPerConnection()) {
        throw new ProtocolException(90010, "Too many channels on this connection");
      }
      Channel channel = realtime.channels().get(session.grant().app(), name.bare());
      Attachment attachment = new Attachment(session, channel, name, params, wanted, modes);
      if (existing != null) {
        attachAgain(existing, attachment);
      } else {
        attachFresh(attachment, frame, rewind);
      }
    } catch (ProtocolException refused) {
      drop(requested);
      // Clients try again by themselves what was detached, but not what failed.
      boolean passing = refused.error().code() == 90021;
      FrameAction answer = passing ? FrameAction.DETACHED : FrameAction.ERROR;
      session.send(Frames.failed(answer, requested, refused.error()));
    }
  }

  private void attachFresh(Attachment attachment, Fields frame, @Nullable Rewind rewind) {
    boolean again = (frame.number("flags", 0) & Flags.ATTACH_RESUME) != 0;
    String serial = frame.string("channelSerial");
    String from = serial == null || serial.isEmpty() ? null : serial;
    AttachPoint point = attachment.channel().attach(attachment, from, again ? null : rewind);
    Subject subject = session.subject(FrameAction.ATTACH, attachment.name().requested());
    point =
        switch (realtime.conditions().faults().at(Point.ATTACH, subject)) {
          case Effect.LoseContinuity lose -> attachment.channel().skipToHead(lose.error());
          case Effect.Overlap overlap -> attachment.channel().earlier(point, overlap.entries());
          case null, default -> point;
        };
    attachment.standAt(point);
    register(attachment);
    session.announce(attachment, point);
    attachment.drain();
  }

  /**
   * Changes modes and parameters in place: the stream goes on undisturbed, the answer carries the
   * point reached. Members are sent again: a client whose first ATTACHED was lost has none.
   */
  private void attachAgain(Attachment before, Attachment after) {
    AttachPoint point = after.channel().attachAt(before.cursor(), after);
    before.close();
    after.standAt(point);
    register(after);
    session.announce(after, point);
    after.drain();
  }

  private void register(Attachment attachment) {
    String requested = attachment.name().requested();
    attachments.put(requested, attachment);
    session.connection().attached(requested, attachment.modes());
  }

  void detach(Fields frame) {
    String requested = channelOf(frame);
    drop(requested);
    session.send(Frames.of(FrameAction.DETACHED).put("channel", requested));
  }

  private void drop(String requested) {
    session.connection().attached(requested, null);
    Attachment attachment = attachments.remove(requested);
    if (attachment != null) {
      attachment.close();
      if (session.connection().mayHaveEntered(attachment.channel())) {
        attachment.channel().leave(attachment.connectionId());
      }
    }
  }

  /**
   * Processes a frame that wants an answer. A serial seen before gets its first answer again and
   * nothing happens (spec RTN19a).
   */
  void publish(Fields frame) {
    long serial = frame.number("msgSerial", -1);
    Connection connection = session.connection();
    if (serial < 0 || serial > MAX_SERIAL) {
      session.send(Frames.nack(serial, ErrorInfo.of(40003, "Invalid msgSerial")));
      return;
    }
    Fields answer;
    synchronized (connection) {
      if (!connection.isOwnedBy(session)) {
        return;
      }
      answer = connection.answerTo(serial, Frames.ack(serial, List.of()));
      if (answer == null) {
        answer = process(frame, serial);
        connection.answered(serial, answer);
      }
    }
    session.send(answer);
  }

  /** Refuses a frame as if it had been processed and found wanting. */
  void refuse(Fields frame, ErrorInfo error) {
    long serial = frame.number("msgSerial", 0);
    Fields answer = Frames.nack(serial, error);
    session.connection().answered(serial, answer);
    session.send(answer);
  }

  /** Detaches a channel on the broker's initiative. */
  void detachedByServer(Effect.Detach detach) {
    if (attachments.containsKey(detach.channel())) {
      drop(detach.channel());
      FrameAction action = detach.fatal() ? FrameAction.ERROR : FrameAction.DETACHED;
      session.send(Frames.failed(action, detach.channel(), detach.error()));
    }
  }

  private Fields process(Fields frame, long serial) {
    try {
      checkRate(frame);
      ChannelName name = ChannelName.parse(channelOf(frame));
      Fields params = frame.fields("params");
      if (params != null && params.isTrue("_forceNack")) {
        throw new ProtocolException(40099, "Publish rejected on request");
      }
      return switch (FrameAction.of(frame.number("action", -1))) {
        case MESSAGE -> Frames.ack(serial, publish(frame, name, serial).serials());
        case PRESENCE -> {
          presence(frame, name, serial);
          yield Frames.ack(serial, List.of());
        }
        case null, default -> throw new ProtocolException(40000, "This feature is not enabled");
      };
    } catch (ProtocolException refused) {
      return Frames.nack(serial, refused.error());
    }
  }

  private void checkRate(Fields frame) {
    long now = session.now();
    int count = Math.max(1, frame.list("messages").size());
    Connection connection = session.connection();
    if (!connection.abuse().take(count, now)) {
      ErrorInfo error = ErrorInfo.of(42921, "Connection publish rate far exceeded");
      session.execute(() -> session.end(FrameAction.DISCONNECTED, error));
    }
    if (!connection.rate().take(count, now)) {
      throw new ProtocolException(42911, "Connection publish rate exceeded");
    }
  }

  private Accepted publish(Fields frame, ChannelName name, long serial) {
    Grant grant = session.grant();
    List<Message> messages = new ArrayList<>();
    for (Object message : frame.list("messages")) {
      messages.add(Message.read(Fields.of(message), session.format(), false));
    }
    Channel channel = realtime.channels().get(grant.app(), name.bare());
    if (!ChangeRules.areChanges(messages)) {
      require(name, Mode.PUBLISH, "publish");
    }
    ChangeRules.check(grant, channel, messages);
    String frameId = session.connection().id() + ":" + serial;
    List<Message> stamped =
        PublishRules.apply(messages, grant.clientId(), frameId, realtime.conditions().limits());
    return channel.publish(
        frameId, session.connection().id(), PublishRules.dedupeId(messages), stamped);
  }

  /** 40160 without the capability; 40165 when attached without having asked for the mode. */
  private void require(ChannelName name, Mode mode, String operation) {
    if (!session.grant().capability().allows(name.bare(), operation)) {
      throw ProtocolException.notPermitted();
    }
    Set<Mode> modes = session.connection().modesOn(name.requested());
    if (modes != null && !modes.contains(mode)) {
      String action =
          mode == Mode.PUBLISH ? "publish a message" : "enter, update or leave presence";
      throw new ProtocolException(
          40165,
          "Unable to %s as client did not request the %s mode when attaching"
              .formatted(action, mode));
    }
  }

  private void presence(Fields frame, ChannelName name, long serial) {
    Grant grant = session.grant();
    require(name, Mode.PRESENCE, "presence");
    if (session.connection().modesOn(name.requested()) == null) {
      throw new ProtocolException(91001, "Unable to enter presence channel: not attached");
    }
    List<PresenceMessage> events = new ArrayList<>();
    long size = 0;
    for (Object item : frame.list("presence")) {
      PresenceMessage event = PresenceMessage.read(Fields.of(item), session.format());
      String clientId = PublishRules.author(event.clientId(), grant.clientId());
      if (clientId == null) {
        // A client of any id has to say which; ably-java's suite tells the codes apart.
        throw new ProtocolException(
            grant.clientId() == null ? 91000 : 40012,
            "Unable to enter presence channel: no client id");
      }
      events.add(event.by(clientId));
      size += event.size();
    }
    if (size > realtime.conditions().limits().sizes().publish()) {
      throw new ProtocolException(40009, "Maximum presence data length exceeded");
    }
    Connection connection = session.connection();
    Channel channel = realtime.channels().get(grant.app(), name.bare());
    connection.enters(channel);
    channel.updatePresence(connection.id() + ":" + serial, connection.id(), events);
    Attachment own = attachments.get(name.requested());
    if (own != null) {
      // Clients that await the ACK expect to have seen the event, ably-java's suite for one.
      own.drain();
    }
  }

  /** Answers a client that asks for the members again. */
  void sync(Fields frame) {
    Attachment attachment = attachments.get(channelOf(frame));
    if (attachment != null && attachment.modes().contains(Mode.PRESENCE_SUBSCRIBE)) {
      sendMembers(attachment, attachment.channel().members());
    }
  }

  /**
   * Sends members in pages; the last cursor is empty. The sync id holds only letters and digits, as
   * ably-js demands.
   */
  void sendMembers(Attachment attachment, List<PresenceMessage> members) {
    String id = Ids.random(8);
    int from = 0;
    do {
      int to = Math.min(from + SYNC_PAGE, members.size());
      session.send(
          Frames.of(FrameAction.SYNC)
              .put("channel", attachment.name().requested())
              .put("channelSerial", id + ":" + (to == members.size() ? "" : String.valueOf(to)))
              .put(
                  "presence",
                  members.subList(from, to).stream()
                      .map(member -> member.toFields(session.format()))
                      .toList()));
      from = to;
    } while (from < members.size());
  }

  /**
   * Gives every attachment the modes it asked for and now may have; those left with none fail with
   * 40160.
   */
  void capabilityChanged() {
    for (Attachment attachment : List.copyOf(attachments.values())) {
      Set<Mode> modes =
          Mode.permitted(
              attachment.requested(), session.grant().capability(), attachment.name().resource());
      if (!modes.isEmpty()) {
        attachment.modes(modes);
        session.connection().attached(attachment.name().requested(), modes);
        continue;
      }
      drop(attachment.name().requested());
      ErrorInfo denied = ErrorInfo.of(40160, "The new capability does not permit this channel");
      session.send(Frames.failed(FrameAction.ERROR, attachment.name().requested(), denied));
    }
  }

  void closeAll() {
    attachments.values().forEach(Attachment::close);
    attachments.clear();
  }

  private static String channelOf(Fields frame) {
    String name = frame.string("channel");
    return name == null ? "" : name;
  }

  private static Map<String, String> paramsOf(ChannelName name, Fields frame) {
    Map<String, String> params = new HashMap<>(name.params());
    Fields given = frame.fields("params");
    if (given != null) {
      given.asMap().forEach((key, value) -> params.put(key, String.valueOf(value)));
    }
    return params;
  }

  private static Set<Mode> wantedModes(ChannelName name, Map<String, String> params, Fields frame) {
    String named = params.get("modes");
    Set<Mode> wanted = named == null ? Mode.ofFlags(frame.number("flags", 0)) : Mode.parse(named);
    if (name.filter() != null) {
      return wanted.isEmpty() || wanted.contains(Mode.SUBSCRIBE)
          ? EnumSet.of(Mode.SUBSCRIBE)
          : Set.of();
    }
    return wanted.isEmpty() ? Mode.DEFAULT : wanted;
  }
}
