package chatrelay.auth.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request: query, form or JSON object, each name once.
 *
 * <p>Unknown names are kept and ignored, because SDKs add their own ({@code rnd}, {@code format}).
 * A name in the body wins over the query, as Ably's SDKs repeat the URL's parameters there.
 * Malformed input throws an {@link ApiException} of 400, 413 or 415.
 */
public final class Parameters {
  /** The maximum size of a body in bytes. */
  public static final int MOST_BYTES = 8_192;

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String JSON = "application/json";

  private final Map<String, String> values;

  private Parameters(Map<String, String> values) {
    this.values = values;
  }

  /** The parameters of the query only. */
  public static Parameters ofQuery(Context context) {
    return new Parameters(decode(context.queryString(), "the query"));
  }

  /** The parameters of query and body. */
  public static Parameters of(Context context) {
    Map<String, String> values = decode(context.queryString(), "the query");
    byte[] body = body(context);
    if (body.length > 0) {
      String text = utf8(body);
      values.putAll(isJson(context) ? jsonObject(text) : decode(text, "the form"));
    }
    return new Parameters(values);
  }

  /** The value of {@code name}; empty text counts as absent. */
  public Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
  }

  /** The value of {@code name}, even if it is empty. */
  public Optional<String> given(String name) {
    return Optional.ofNullable(values.get(name));
  }

  private static byte[] body(Context context) {
    byte[] body;
    try {
      body = context.bodyInputStream().readNBytes(MOST_BYTES + 1);
    } catch (IOException cutOff) {
      throw ApiException.malformed("body_unreadable", "the body is incomplete");
    }
    if (body.length > MOST_BYTES) {
      throw tooLarge();
    }
    if (body.length > 0 && context.header("Content-Encoding") != null) {
      throw unsupported("compressed bodies are not supported");
    }
    return body;
  }

  /** The error for bodies over {@link #MOST_BYTES}. */
  public static ApiException tooLarge() {
    return ApiException.ofStatus(413, "body_too_large", "the body exceeds 8192 bytes");
  }

  private static ApiException unsupported(String message) {
    return ApiException.ofStatus(415, "media_type_unsupported", message);
  }

  private static boolean isJson(Context context) {
    String type = context.contentType();
    String[] parts =
        type == null ? new String[] {""} : type.toLowerCase(Locale.ROOT).split(";", -1);
    for (int index = 1; index < parts.length; index++) {
      String parameter = parts[index].strip().replace("\"", "");
      if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
        throw unsupported("the body must be UTF-8");
      }
    }
    return switch (parts[0].strip()) {
      case JSON -> true;
      case FORM -> false;
      default -> throw unsupported("the body must be " + JSON + " or " + FORM);
    };
  }

  private static String utf8(byte[] body) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      if (text.startsWith("\uFEFF")) {
        throw ApiException.malformed("body_malformed", "the body begins with a byte order mark");
      }
      return text;
    } catch (CharacterCodingException notUtf8) {
      throw ApiException.malformed("body_malformed", "the body is not UTF-8");
    }
  }

  private static Map<String, String> jsonObject(String text) {
    JsonNode body =
        Json.parse(text)
            .filter(JsonNode::isObject)
            .orElseThrow(
                () -> ApiException.malformed("body_malformed", "the body is not one JSON object"));
    Map<String, String> values = new LinkedHashMap<>();
    body.properties()
        .forEach(field -> {
          String value = valueOf(field.getValue());
          if (value != null) {
            values.put(field.getKey(), value);
          }
        });
    return values;
  }

  /**
   * Arrays of strings become comma-separated text, as in a query; other structures become JSON
   * text.
   */
  private static @Nullable String valueOf(JsonNode node) {
    if (node.isNull()) {
      return null;
    }
    if (node instanceof ArrayNode array
        && StreamSupport.stream(array.spliterator(), false).allMatch(JsonNode::isTextual)) {
      return StreamSupport.stream(array.spliterator(), false)
          .map(JsonNode::textValue)
          .collect(Collectors.joining(","));
    }
    return node.isContainerNode() ? Json.text(node) : node.asText();
  }

  private static Map<String, String> decode(@Nullable String encoded, String where) {
    Map<String, String> values = new LinkedHashMap<>();
    if (encoded == null || encoded.isEmpty()) {
      return values;
    }
    for (String pair : encoded.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = decodePart(equals < 0 ? pair : pair.substring(0, equals), where);
      String value = equals < 0 ? "" : decodePart(pair.substring(equals + 1), where);
      if (values.put(name, value) != null) {
        throw ApiException.malformed(
            "parameter_repeated", "a parameter of " + where + " is repeated");
      }
    }
    return values;
  }

  private static String decodePart(String part, String where) {
    String decoded;
    try {
      decoded = URLDecoder.decode(part, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException badEscape) {
      throw ApiException.malformed("parameter_malformed", where + " has an invalid escape");
    }
    if (decoded.indexOf('\uFFFD') >= 0) {
      throw ApiException.malformed("parameter_malformed", where + " is not UTF-8");
    }
    return decoded;
  }
}
