package chatrelay.local.broker.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;

/**
 * Msgpack to and from value trees. Every length in the input is compared with the bytes that are
 * really there before anything is allocated, so an array32, bin32 or ext32 header that lies costs
 * nothing. Extension types are refused. Stateless.
 */
final class MsgpackCodec {
  /** Most frames are shorter; the library's 8 KiB were a sixth of all a loaded stack allocated. */
  private static final MessagePack.PackerConfig PACKING =
      new MessagePack.PackerConfig().withBufferSize(512);

  private MsgpackCodec() {}

  static @Nullable Object decode(byte[] bytes) {
    try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(bytes)) {
      Object tree = read(unpacker, bytes.length, 0);
      if (unpacker.hasNext()) {
        throw new ProtocolException(40000, "More than one msgpack value");
      }
      return tree;
    } catch (IOException | MessagePackException e) {
      throw new ProtocolException(40000, "Malformed msgpack");
    }
  }

  private static @Nullable Object read(MessageUnpacker in, int total, int depth)
      throws IOException {
    if (depth > WireFormat.MAX_DEPTH) {
      throw new ProtocolException(40000, "Msgpack nested too deeply");
    }
    return switch (in.getNextFormat().getValueType()) {
      case NIL -> {
        in.unpackNil();
        yield null;
      }
      case BOOLEAN -> in.unpackBoolean();
      case INTEGER -> readInteger(in);
      case FLOAT -> in.unpackDouble();
      case STRING -> readText(in, total);
      case BINARY -> in.readPayload(checked(in.unpackBinaryHeader(), in, total));
      case ARRAY -> {
        int size = checked(in.unpackArrayHeader(), in, total);
        List<Object> list = new ArrayList<>(Math.min(size, 64)); // Nested lies would add up.
        for (int i = 0; i < size; i++) {
          list.add(read(in, total, depth + 1));
        }
        yield list;
      }
      case MAP -> {
        int size = checked(in.unpackMapHeader(), in, total);
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
          String key = String.valueOf(read(in, total, depth + 1));
          map.put(key, read(in, total, depth + 1));
        }
        yield map;
      }
      case EXTENSION ->
          throw new ProtocolException(40000, "Msgpack extension types are not supported");
    };
  }

  private static Object readInteger(MessageUnpacker in) throws IOException {
    if (in.getNextFormat() == org.msgpack.core.MessageFormat.UINT64) {
      java.math.BigInteger big = in.unpackBigInteger();
      return big.bitLength() > 63 ? (Object) big.doubleValue() : (Object) big.longValue();
    }
    return in.unpackLong();
  }

  private static String readText(MessageUnpacker in, int total) throws IOException {
    byte[] text = in.readPayload(checked(in.unpackRawStringHeader(), in, total));
    return new String(text, java.nio.charset.StandardCharsets.UTF_8);
  }

  private static int checked(int length, MessageUnpacker in, int total) {
    if (length < 0 || length > total - in.getTotalReadBytes()) {
      throw new ProtocolException(40000, "Msgpack length exceeds the frame");
    }
    return length;
  }

  static byte[] encode(Object tree) {
    try (MessageBufferPacker packer = PACKING.newBufferPacker()) {
      write(packer, tree);
      return packer.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(MessageBufferPacker out, @Nullable Object value) throws IOException {
    switch (value) {
      case Map<?, ?> map -> {
        out.packMapHeader(map.size());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          out.packString((String) entry.getKey());
          write(out, entry.getValue());
        }
      }
      case Fields fields -> write(out, fields.asMap());
      case List<?> list -> {
        out.packArrayHeader(list.size());
        for (Object element : list) {
          write(out, element);
        }
      }
      case String text -> out.packString(text);
      case Integer number -> out.packInt(number);
      case Long number -> out.packLong(number);
      case Double number -> out.packDouble(number);
      case Boolean flag -> out.packBoolean(flag);
      case byte[] bytes -> {
        out.packBinaryHeader(bytes.length);
        out.writePayload(bytes);
      }
      case null, default -> out.packNil();
    }
  }
}
