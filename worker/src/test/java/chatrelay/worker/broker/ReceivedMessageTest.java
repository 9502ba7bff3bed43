package chatrelay.worker.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.ably.lib.types.ChannelOptions;
import io.ably.lib.types.Message;
import io.ably.lib.types.MessageSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

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

  @Test
  void an_id_with_a_lone_surrogate_reads_the_same_from_a_frame_and_from_history() throws Exception {
    JsonObject inHistory = new JsonObject();
    inHistory.add("id", JsonParser.parseString("\"a\\ud800b\""));
    inHistory.add("clientId", JsonParser.parseString("\"c\\udfff\""));
    Message fromHistory = Message.fromEncoded(inHistory, new ChannelOptions());

    ReceivedMessage history = ReceivedMessage.of(fromHistory, null).orElseThrow();
    ReceivedMessage frame = ReceivedMessage.of(fromFrame(), null).orElseThrow();

    assertThat(frame.id()).isEqualTo("a\ufffdb");
    assertThat(history.id()).isEqualTo(frame.id());
    assertThat(history.clientId()).isEqualTo(frame.clientId()).isEqualTo("c\ufffd");
    assertThat(new ReceivedMessage("\ud83d\ude00", null, null, null, null, 1, null).id())
        .isEqualTo("\ud83d\ude00");
  }

  /** A frame of msgpack in which the surrogates are written as no UTF-8 may be. */
  private static Message fromFrame() throws Exception {
    byte[] id = {'a', (byte) 0xED, (byte) 0xA0, (byte) 0x80, 'b'};
    byte[] clientId = {'c', (byte) 0xED, (byte) 0xBF, (byte) 0xBF};
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      packer.packArrayHeader(1);
      packer.packMapHeader(2);
      packer.packString("id");
      packer.packRawStringHeader(id.length).writePayload(id);
      packer.packString("clientId");
      packer.packRawStringHeader(clientId.length).writePayload(clientId);
      return MessageSerializer.readMsgpack(packer.toByteArray())[0];
    }
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
