package chatrelay.worker.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ReceivedMessageTest {
  @Test
  void f17_data_nested_deeper_than_a_stack_reaches_is_measured_all_the_same() {
    int depth = 200_000;
    JsonElement data = new JsonPrimitive("deep");
    for (int level = 0; level < depth; level++) {
      data = level % 2 == 0 ? array(data) : object(data);
    }

    assertThat(message(data).bytes()).isGreaterThan(4L * 16 * depth);
  }

  private static JsonElement array(JsonElement element) {
    JsonArray array = new JsonArray();
    array.add(element);
    return array;
  }

  private static JsonElement object(JsonElement element) {
    JsonObject object = new JsonObject();
    object.add("a", element);
    return object;
  }

  private static ReceivedMessage message(JsonElement data) {
    return new ReceivedMessage("id", "ada", "message", data, null, 1, null);
  }
}
