package chatrelay.worker.command;

import chatrelay.runtime.Environment;
import chatrelay.worker.command.console.Terminal;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What one call of the command line answered: exit code, standard output, standard error. */
record CommandRun(int code, String out, String err) {
  /** Performs a command as {@code ./chat} would with these variables and no others. */
  static CommandRun of(Map<String, String> variables, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false);
    int code = ChatCommand.run(terminal, () -> Environment.of(variables), arguments);
    return new CommandRun(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Everything a person saw. */
  String all() {
    return out + err;
  }

  /** The only line of output as JSON. */
  JsonObject json() {
    return JsonParser.parseString(out).getAsJsonObject();
  }

  /** Each line of output as JSON. */
  List<JsonObject> jsonLines() {
    return out.lines().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
  }
}
