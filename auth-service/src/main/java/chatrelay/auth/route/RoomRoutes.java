package chatrelay.auth.route;

import chatrelay.auth.http.Answer;
import chatrelay.auth.http.ApiException;
import chatrelay.auth.http.Json;
import chatrelay.auth.http.Parameters;
import chatrelay.auth.room.History;
import chatrelay.auth.room.HistoryPage;
import chatrelay.auth.room.RoomDirectory;
import chatrelay.schema.Room;
import chatrelay.schema.RoomName;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.List;
import java.util.OptionalLong;

/** The list of rooms, and the published messages of one, page by page. */
final class RoomRoutes {
  private static final int USUAL = 50;

  private final Callers callers;
  private final RoomDirectory rooms;
  private final History history;

  RoomRoutes(Callers callers, RoomDirectory rooms, History history) {
    this.callers = callers;
    this.rooms = rooms;
    this.history = history;
  }

  void addTo(RouteTable table) {
    for (String prefix : List.of("", "/api")) {
      table.get(prefix + "/rooms", this::rooms);
      table.get(prefix + "/rooms/{room}/messages", this::messages);
    }
  }

  private void rooms(Context context) {
    callers.countRead(context);
    ObjectNode body = Json.object();
    ArrayNode list = body.putArray("rooms");
    for (Room room : rooms.active()) {
      list.addObject().put("name", room.name().value()).put("title", room.title());
    }
    Answer.json(context, 200, body);
  }

  private void messages(Context context) {
    callers.countRead(context);
    Parameters parameters = Parameters.ofQuery(context);
    int limit = (int) number(parameters, "limit", History.MOST, "limit_invalid").orElse(USUAL);
    OptionalLong before = number(parameters, "before", Long.MAX_VALUE, "cursor_invalid");
    Room room = room(context.pathParam("room"));
    HistoryPage page = history.page(room, before, limit);
    ObjectNode body = Json.object().put("room", room.name().value());
    ArrayNode list = body.putArray("messages");
    page.messages().forEach(message -> list.add(message.json()));
    body.putNull("next");
    page.next()
        .ifPresent(seq -> {
          String next = context.path() + "?before=" + seq + "&limit=" + limit;
          body.put("next", next);
          context.header("Link", "<" + next + ">; rel=\"next\"");
        });
    Answer.json(context, 200, body);
  }

  private Room room(String name) {
    RoomName valid =
        RoomName.parse(name)
            .orElseThrow(
                () -> ApiException.malformed("room_invalid", "the room name is not valid"));
    return rooms.find(valid).orElseThrow(ApiException::noSuchRoom);
  }

  /** A number from 1 to {@code most} in plain digits, or empty when the parameter is absent. */
  private static OptionalLong number(Parameters parameters, String name, long most, String reason) {
    String text = parameters.text(name).orElse("");
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    ApiException wrong =
        ApiException.malformed(reason, name + " must be a whole number from 1 to " + most);
    if (!text.matches("[1-9][0-9]{0,18}")) {
      throw wrong;
    }
    try {
      long value = Long.parseLong(text);
      if (value <= most) {
        return OptionalLong.of(value);
      }
    } catch (NumberFormatException beyondLong) {
      // Reported below, like any number that is too large.
    }
    throw wrong;
  }
}
