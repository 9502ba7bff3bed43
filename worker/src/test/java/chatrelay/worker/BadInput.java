package chatrelay.worker;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One message as a broken or hostile client may send it, and what has to become of it.
 *
 * @param name what is wrong with it; also its message id
 * @param fields its JSON fields beside the id, the client id included
 * @param state end state of its row
 * @param reason of a rejection
 * @param text as published, null when nothing is
 */
record BadInput(
    String name, String fields, String state, @Nullable String reason, @Nullable String text) {
  private static final String ADA = "\"clientId\":\"ada\",";
  private static final String LONG_ID = "long-id-" + "x".repeat(400);

  /** Every kind of bad message that the broker lets through. */
  static Stream<BadInput> all() {
    return Stream.of(
            shapes(), encodings(), texts(), authors(), List.of(deep("33", 33), tooDeep()), kept())
        .flatMap(List::stream);
  }

  private static List<BadInput> shapes() {
    return List.of(
        json("object-without-text", "{\"message\":\"hello\"}"),
        json("object-with-a-number-as-text", "{\"text\":5}"),
        json("object-with-null-as-text", "{\"text\":null}"),
        json("object-with-an-object-as-text", "{\"text\":{\"text\":\"hello\"}}"),
        json("empty-object", "{}"),
        json("array", "[\"hello\"]"),
        json("number", "42"),
        json("huge-number", "7".repeat(400)),
        json("true", "true"),
        json("json-null", "null"),
        rejected("no-data", ADA + "\"name\":\"message\"", "shape"),
        rejected("null-data", ADA + "\"data\":null", "shape"));
  }

  private static List<BadInput> encodings() {
    return List.of(
        rejected("binary", encoded("aGVsbG8=", "base64"), "binary"),
        rejected("binary-that-is-no-text", encoded("/////w==", "base64"), "binary"),
        rejected("unknown-encoding", encoded("hello", "rot13"), "undecodable"),
        rejected("broken-json", encoded("{oops", "json"), "undecodable"),
        rejected("broken-base64", encoded("*** not base64 ***", "base64"), "undecodable"),
        rejected("json-over-base64", encoded("e30=", "json/base64"), "undecodable"),
        rejected("base64-over-json", encoded("e30=", "base64/json"), "undecodable"),
        rejected("json-over-json", encoded("{}", "json/json"), "undecodable"),
        rejected(
            "encrypted", encoded("aGVsbG8=", "utf-8/cipher+aes-256-cbc/base64"), "undecodable"),
        rejected("delta", encoded("aGVsbG8=", "vcdiff/base64"), "undecodable"),
        rejected("endless-encoding", encoded("hello", "utf-8/".repeat(500)), "undecodable"));
  }

  private static List<BadInput> texts() {
    return List.of(
        rejected("empty-text", data(""), "empty"),
        rejected("blank-text", data("  \\t\\n\\u00a0\\u3000 "), "empty"),
        rejected("zero-width-text", data("\\u200b\\u200d\\ufeff\\u2060\\u00ad"), "empty"),
        rejected("control-characters-only", data("\\u0000\\u001b\\u0007"), "empty"),
        json("object-with-empty-text", "{\"text\":\"\"}", "empty"),
        rejected("text-of-64-KiB", data("x".repeat(65_000)), "too_long"),
        rejected("text-of-4001-code-points", data("x".repeat(4_001)), "too_long"),
        rejected("text-of-over-16-KiB", data("\\ud83d\\ude00".repeat(4_097)), "too_long"),
        rejected(
            "stacked-marks-of-60-KB", data("a" + "\\u0300\\u0316".repeat(15_000)), "too_long"));
  }

  private static List<BadInput> authors() {
    return List.of(
        rejected("no-client-id", "\"data\":\"hello\"", "anonymous"),
        published(
            "odd-client-id", "\"clientId\":\"a b\\u00e9/\\ud83d\\ude00\",\"data\":\"hi\"", "hi"),
        published(
            "long-client-id", "\"clientId\":\"" + "c".repeat(300) + "\",\"data\":\"hi\"", "hi"));
  }

  private static List<BadInput> kept() {
    String headers =
        IntStream.range(0, 1_000)
            .mapToObj(index -> "\"h" + index + "\":\"v\"")
            .reduce((one, other) -> one + "," + other)
            .orElseThrow();
    return List.of(
        published("lone-surrogate", data("a\\ud83db"), "a\ufffdb"),
        published("reversed-surrogates", data("a\\ude00\\ud83db"), "a\ufffd\ufffdb"),
        published("noncharacter", data("a\\uffffb"), "a\ufffdb"),
        published("control-characters", data("a\\u0000b\\u001b[31mc\\r\\nd"), "ab[31mc\nd"),
        published("foreign-event-name", ADA + named("__proto__"), "hi"),
        published("long-event-name", ADA + named("n".repeat(3_000)), "hi"),
        published(
            "extras-full-of-headers",
            data("hi") + ",\"extras\":{\"headers\":{" + headers + "}}",
            "hi"),
        published(
            "privileged-extras",
            data("hi")
                + ",\"extras\":{\"push\":{\"notification\":{\"title\":\"x\"}},\"privileged\":true,"
                + "\"headers\":{\"seq\":999,\"author\":\"admin\"}}",
            "hi"),
        published("delta-extras", data("hi") + ",\"extras\":{\"delta\":{\"from\":\"x\"}}", "hi"),
        published("delta-without-from", data("hi") + ",\"extras\":{\"delta\":{}}", "hi"),
        published(LONG_ID, data("hi"), "hi"),
        published("ID-of-other-CASE", data("hi"), "hi"),
        published("id-of-other-case", data("hi"), "hi"),
        published("id-of-other-case ", data("hi"), "hi"),
        published("id-of-\\u00f6ther-case", data("hi"), "hi"),
        published("sql", data("'); DROP TABLE message; -- \\\\"), "'); DROP TABLE message; -- \\"));
  }

  private static BadInput deep(String name, int depth) {
    return json("json-" + name + "-deep", "[".repeat(depth) + "]".repeat(depth));
  }

  private static BadInput tooDeep() {
    String data = "[".repeat(20_000) + "]".repeat(20_000);
    return rejected("json-20000-deep", encoded(data, "json"), "undecodable");
  }

  private static BadInput json(String name, String data) {
    return json(name, data, "shape");
  }

  private static BadInput json(String name, String data, String reason) {
    return rejected(name, encoded(data.replace("\"", "\\\""), "json"), reason);
  }

  private static BadInput rejected(String name, String fields, String reason) {
    return new BadInput(name, fields, "rejected", reason, null);
  }

  private static BadInput published(String name, String fields, String text) {
    return new BadInput(name, fields, "published", null, text);
  }

  private static String data(String text) {
    return ADA + "\"data\":\"" + text + "\"";
  }

  private static String named(String name) {
    return "\"name\":\"" + name + "\",\"data\":\"hi\"";
  }

  private static String encoded(String data, String encoding) {
    return data(data) + ",\"encoding\":\"" + encoding + "\"";
  }

  /** The message as posted. */
  String body() {
    return "{\"id\":\"" + name + "\"," + fields + "}";
  }

  /** Id as stored. */
  String storedId() {
    String id = name.replace("\\u00f6", "\u00f6");
    return id.substring(0, Math.min(255, id.length()));
  }

  @Override
  public String toString() {
    return name.substring(0, Math.min(40, name.length()));
  }
}
