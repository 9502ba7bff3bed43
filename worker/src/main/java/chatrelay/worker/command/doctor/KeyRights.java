package chatrelay.worker.command.doctor;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Map;

/**
 * The rights of a key: a capability as the broker returns it, {@code {"chat-in:*":["publish"]}}.
 *
 * <p>A resource is a channel, {@code namespace:*} or {@code *}, each also behind a qualifier in
 * brackets; {@code "*"} as operation means all.
 */
record KeyRights(JsonObject capability) {
  static KeyRights parse(String json) {
    return new KeyRights(JsonParser.parseString(json).getAsJsonObject());
  }

  boolean allow(String channel, String operation) {
    for (Map.Entry<String, JsonElement> entry : capability.entrySet()) {
      if (covers(entry.getKey(), channel) && grants(entry.getValue(), operation)) {
        return true;
      }
    }
    return false;
  }

  private static boolean covers(String resource, String channel) {
    String name = resource.startsWith("[*]") ? resource.substring(3) : resource;
    if (name.equals("*") || name.equals(channel)) {
      return true;
    }
    return name.endsWith(":*") && channel.startsWith(name.substring(0, name.length() - 1));
  }

  private static boolean grants(JsonElement operations, String operation) {
    if (!operations.isJsonArray()) {
      return operations.getAsString().equals("*");
    }
    JsonArray list = operations.getAsJsonArray();
    for (JsonElement granted : list) {
      if (granted.getAsString().equals("*") || granted.getAsString().equals(operation)) {
        return true;
      }
    }
    return false;
  }
}
