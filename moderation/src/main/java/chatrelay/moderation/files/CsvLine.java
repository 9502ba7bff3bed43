package chatrelay.moderation.files;

import java.util.ArrayList;
import java.util.List;

/** One record of RFC 4180 comma-separated values without line breaks inside fields. */
final class CsvLine {
  private CsvLine() {}

  static List<String> split(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        field.append('"');
        i++;
      } else if (c == '"' && (quoted || field.isEmpty())) {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    if (quoted) {
      throw new IllegalArgumentException("has a quoted field that is never closed");
    }
    fields.add(field.toString());
    return fields;
  }

  static String quote(String field) {
    boolean plain = field.indexOf(',') < 0 && field.indexOf('"') < 0 && field.equals(field.strip());
    return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
  }
}
