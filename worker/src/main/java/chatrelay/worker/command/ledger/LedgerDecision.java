package chatrelay.worker.command.ledger;

import chatrelay.runtime.ExitCode;
import chatrelay.worker.command.console.RefusedException;
import chatrelay.worker.command.console.Terminal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * The same decision about several entries of a ledger, one transaction each.
 *
 * @param what an entry, for people
 * @param done the decision in the past tense
 * @param success the outcome that is no refusal
 */
record LedgerDecision<O extends Enum<O>>(String what, String done, O success) {
  /** Explains a refusal of one entry. */
  @FunctionalInterface
  interface Refusal<O> {
    /** The refusal of entry {@code id} with cause and fix. */
    RefusedException of(long id, O outcome);
  }

  /** Goes on after a refusal; returns 1 when there was one. */
  int run(Terminal terminal, List<Long> ids, LongFunction<O> action, Refusal<O> refusal) {
    ExitCode code = ExitCode.OK;
    for (long id : ids) {
      O outcome = action.apply(id);
      boolean decided = outcome == success;
      if (terminal.isJson()) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", id);
        fields.put("outcome", decided ? done : outcome.name().toLowerCase(Locale.ROOT));
        terminal.printJson(fields);
      } else if (decided) {
        terminal.print("%s %d %s", what, id, done);
      }
      if (!decided) {
        code = ExitCode.FOUND;
        terminal.tell("%s", refusal.of(id, outcome).getMessage());
      }
    }
    return code.code();
  }
}
