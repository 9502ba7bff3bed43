package chatrelay.worker.moderate;

import chatrelay.moderation.ModerationEngine;
import chatrelay.moderation.Verdict;
import chatrelay.moderation.work.WorkLimitException;
import chatrelay.worker.inbound.Content;
import chatrelay.worker.inbound.MessageReader;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What readers get of a held message that a moderator approves: the words that rules mask are
 * masked, by the lists in force at that moment; what made it wait is shown.
 *
 * @param fields allow-listed fields beside the text as a JSON object
 * @param verdict accepted, or masked when text, fields or author differ from what came in
 */
public record Release(String text, @Nullable String fields, String author, Verdict verdict) {
  /**
   * The release of a message.
   *
   * @param original as it came in; null when it is not kept any more
   * @param fields as they came in, as a JSON object; null when there were none
   * @return empty when nothing can be published of it
   * @throws org.jooq.exception.DataAccessException while it is not known which lists are in force
   */
  public static Optional<Release> of(
      RoomEngines engines,
      String room,
      @Nullable String clientId,
      @Nullable String original,
      @Nullable String fields) {
    if (original == null
        || clientId == null
        || !(MessageReader.ofText(original) instanceof Content.Text content)) {
      return Optional.empty();
    }
    ModerationEngine engine = engines.of(room);
    String text = masked(engine, content.text());
    String author = masked(engine, clientId);
    String beside = fields == null ? null : maskedFields(engine, fields);
    boolean same =
        text.equals(content.text())
            && author.equals(clientId)
            && (fields == null
                || JsonParser.parseString(fields).equals(JsonParser.parseString(beside)));
    return Optional.of(new Release(text, beside, author, same ? Verdict.ACCEPTED : Verdict.MASKED));
  }

  private static String maskedFields(ModerationEngine engine, String fields) {
    JsonObject masked = new JsonObject();
    for (Map.Entry<String, JsonElement> field :
        JsonParser.parseString(fields).getAsJsonObject().entrySet()) {
      masked.addProperty(field.getKey(), masked(engine, field.getValue().getAsString()));
    }
    return masked.toString();
  }

  /** A text that no engine can judge was judged by the moderator alone. */
  private static String masked(ModerationEngine engine, String text) {
    try {
      return engine.maskApproved(text);
    } catch (WorkLimitException tooMuch) {
      return text;
    }
  }

  /** Never the text. */
  @Override
  public String toString() {
    return "Release[" + verdict + "]";
  }
}
