package chatrelay.local.broker.wire;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object or msgpack map with tolerant typed access. Values are String, Long, Double,
 * Boolean, byte[], List, Map or null; a wrong type or a null reads as absent, because clients in
 * the field send nulls and numbers as text. Not thread-safe; confined to its caller.
 */
public final class Fields {
  private final Map<String, Object> values;

  public Fields() {
    this(new LinkedHashMap<>());
  }

  private Fields(Map<String, Object> values) {
    this.values = values;
  }

  /** Views a decoded value as an object; error 40000 when it is something else. */
  @SuppressWarnings("unchecked")
  public static Fields of(@Nullable Object tree) {
    if (tree instanceof Map<?, ?> map) {
      return new Fields((Map<String, Object>) map);
    }
    throw new ProtocolException(
        40000, "Expected an object, got " + (tree instanceof List ? "an array" : "a plain value"));
  }

  /**
   * Adds a value; null means absent and adds nothing, so a frame never carries a null by accident.
   */
  public Fields put(String name, @Nullable Object value) {
    if (value != null) {
      values.put(name, value instanceof Fields fields ? fields.values : value);
    }
    return this;
  }

  /** The value as decoded, or null when absent or null. */
  public @Nullable Object value(String name) {
    return values.get(name);
  }

  /** True when the field is present with any value but null. */
  public boolean has(String name) {
    return value(name) != null;
  }

  /** The text of the field; null when absent or not text. */
  public @Nullable String string(String name) {
    return value(name) instanceof String text ? text : null;
  }

  /**
   * The whole number in the field, also when sent as a float or as text; {@code otherwise} when
   * absent or not a number.
   */
  public long number(String name, long otherwise) {
    return switch (value(name)) {
      case Number number -> number.longValue();
      case String text when text.matches("-?\\d{1,18}") -> Long.parseLong(text);
      case null, default -> otherwise;
    };
  }

  /** True only for a boolean true or the text {@code true}. */
  public boolean isTrue(String name) {
    Object value = value(name);
    return Boolean.TRUE.equals(value) || "true".equals(value);
  }

  /** The nested object; null when absent or of another type. */
  public @Nullable Fields fields(String name) {
    return value(name) instanceof Map<?, ?> map ? of(map) : null;
  }

  /** The elements of an array field; empty when absent or of another type. */
  @SuppressWarnings("unchecked")
  public List<Object> list(String name) {
    return value(name) instanceof List<?> list ? (List<Object>) list : List.of();
  }

  /** The underlying values in insertion order, for encoders. */
  public Map<String, Object> asMap() {
    return values;
  }

  @Override
  public String toString() {
    return "Fields" + values.keySet();
  }
}
