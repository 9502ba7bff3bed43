package chatrelay.auth.room;

import chatrelay.auth.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A published message in the form for clients; its fields are those of the outbound message, so
 * that a client merges both by room and seq.
 *
 * @param id row id, as in the header {@code id} of the outbound message
 * @param author display name given by the server
 * @param name event name
 * @param text as published, masked
 * @param object whether the data was an object with {@code text} and {@code fields}
 * @param fields JSON object of further allow-listed fields
 * @param timestamp when the broker accepted the author's message
 */
public record HistoryMessage(
    String room,
    long seq,
    long id,
    @Nullable String clientId,
    @Nullable String author,
    @Nullable String name,
    String text,
    boolean object,
    @Nullable String fields,
    String verdict,
    Instant timestamp) {
  /** {@code data} has the published shape; {@code text} is always present. */
  public ObjectNode json() {
    ObjectNode json = Json.object();
    json.put("room", room).put("seq", seq).put("id", String.valueOf(id));
    json.put("clientId", clientId).put("author", author);
    json.put("name", name == null ? "message" : name);
    json.put("text", text);
    if (object) {
      ObjectNode data = json.putObject("data").put("text", text);
      if (fields != null && Json.parse(fields).orElse(null) instanceof ObjectNode further) {
        for (var field : further.properties()) {
          addField(data, field.getKey(), field.getValue());
        }
      }
    } else {
      json.put("data", text);
    }
    return json.put("verdict", verdict).put("timestamp", timestamp.toEpochMilli());
  }

  private static void addField(ObjectNode data, String name, JsonNode value) {
    if (!data.has(name)) {
      data.set(name, value);
    }
  }
}
