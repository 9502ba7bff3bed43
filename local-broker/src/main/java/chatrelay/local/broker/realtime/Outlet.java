package chatrelay.local.broker.realtime;

import chatrelay.local.broker.fault.Effect;
import chatrelay.local.broker.fault.FaultRules;
import chatrelay.local.broker.fault.Point;
import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.FrameAction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends a session's frames and, when a rule strikes, mistreats them. Event loop only. */
final class Outlet {
  private final Session session;
  private final Transport transport;
  private final FaultRules faults;
  private final List<Fields> heldAcks = new ArrayList<>();
  private byte @Nullable [] swapped;

  Outlet(Session session, Transport transport, FaultRules faults) {
    this.session = session;
    this.transport = transport;
    this.faults = faults;
  }

  void send(Fields frame) {
    FrameAction action = FrameAction.of(frame.number("action", -1));
    Effect effect = effectOn(action, frame.string("channel"));
    if (effect instanceof Effect.Coalesce coalesce && action == FrameAction.ACK) {
      heldAcks.add(frame);
      if (heldAcks.size() >= coalesce.frames()) {
        releaseAcks();
      }
      return;
    }
    if (action == FrameAction.ACK || action == FrameAction.NACK) {
      releaseAcks();
    }
    send(transport.format().encode(frame), effect);
  }

  /** Sends a frame some ms later; whether a rule strikes it is decided now. */
  void sendLater(Fields frame, long millis) {
    Effect effect = effectOn(FrameAction.of(frame.number("action", -1)), frame.string("channel"));
    byte[] bytes = transport.format().encode(frame);
    if (effect == null) {
      transport.sendLater(bytes, millis);
    } else {
      send(bytes, effect);
    }
  }

  /** Sends an encoded frame of a channel. */
  void deliver(byte[] frame, FrameAction action, String channel) {
    send(frame, effectOn(action, channel));
  }

  private @Nullable Effect effectOn(@Nullable FrameAction action, @Nullable String channel) {
    return faults.any() ? faults.at(Point.SEND, session.subject(action, channel)) : null;
  }

  private void send(byte[] frame, @Nullable Effect effect) {
    switch (effect) {
      case Effect.Suppress() -> {
        return;
      }
      case Effect.Abort(boolean after) when !after -> {
        transport.abort();
        return;
      }
      case Effect.CloseOnly() -> {
        transport.finish();
        return;
      }
      case Effect.Silence() -> transport.silence();
      case Effect.Delay delay -> {
        transport.sendLater(frame, delay.time().toMillis());
        return;
      }
      case Effect.Swap() when swapped == null -> {
        swapped = frame;
        return;
      }
      case null, default -> {
        // Sent as usual.
      }
    }
    transport.send(frame);
    byte[] held = swapped;
    if (held != null) {
      swapped = null;
      transport.send(held);
    }
    if (effect instanceof Effect.Abort) {
      transport.abortAfterWrites();
    }
  }

  private void releaseAcks() {
    if (heldAcks.isEmpty()) {
      return;
    }
    Fields first = heldAcks.getFirst();
    List<Object> results = heldAcks.stream().flatMap(ack -> ack.list("res").stream()).toList();
    Fields merged =
        Frames.of(FrameAction.ACK)
            .put("msgSerial", first.number("msgSerial", 0))
            .put("count", heldAcks.size())
            .put("res", results);
    heldAcks.clear();
    transport.send(merged);
  }
}
