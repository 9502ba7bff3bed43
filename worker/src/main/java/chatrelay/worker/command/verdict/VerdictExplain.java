package chatrelay.worker.command.verdict;

import chatrelay.moderation.Hit;
import chatrelay.runtime.Environment;
import chatrelay.runtime.ExitCode;
import chatrelay.schema.Database;
import chatrelay.worker.command.console.CommandContext;
import chatrelay.worker.command.console.RefusedException;
import chatrelay.worker.command.console.Terminal;
import chatrelay.worker.command.console.Topic;
import chatrelay.worker.command.lists.Lists;
import chatrelay.worker.lists.StoredTexts;
import chatrelay.worker.lists.StoredTexts.StoredText;
import chatrelay.worker.lists.VerdictReplay;
import chatrelay.worker.lists.VerdictReplay.Explanation;
import chatrelay.worker.moderate.LocatedHit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code chat verdict explain}: why a stored message got its verdict. */
@Command(
    name = "explain",
    description = {
      "Judges a stored message again with the list versions it was judged with, prints every",
      "hit and says whether the two agree. Returns 1 when they don't, or there is no such",
      "message. Shows the original text: for moderators only."
    },
    footer = {"", "Example:", "  ./chat verdict explain 4711"})
public final class VerdictExplain implements Callable<Integer> {
  private final CommandContext context;

  @Parameters(paramLabel = "ID", description = "The message's row id: id in its headers.")
  private long id;

  VerdictExplain(CommandContext context) {
    this.context = context;
  }

  /** The topic {@code verdict} with this command. */
  public static CommandLine topic(CommandContext context) {
    return Topic.of(
        "verdict",
        "Why a stored message got its verdict.",
        "./chat verdict explain 4711",
        new VerdictExplain(context));
  }

  @Override
  public Integer call() {
    Environment environment = context.joined();
    try (Database database = context.openReader()) {
      StoredText message =
          new StoredTexts(database)
              .find(id)
              .orElseThrow(() ->
                  RefusedException.notFound(
                      "there is no message "
                          + id
                          + " judged by lists, or its original was deleted"));
      Explanation explanation =
          new VerdictReplay(database, name -> Lists.ofFile(environment, name)).explain(message);
      if (context.terminal().isJson()) {
        json(explanation);
      } else {
        print(explanation);
      }
      return (explanation.differences().isEmpty() ? ExitCode.OK : ExitCode.FOUND).code();
    } catch (IllegalArgumentException gone) {
      throw Lists.refused(gone);
    }
  }

  private void print(Explanation explanation) {
    Terminal terminal = context.terminal();
    StoredText message = explanation.message();
    terminal.print(
        "message %d of %s in %s: %s%s by %s",
        message.id(),
        message.clientId(),
        message.room(),
        message.verdict(),
        message.reason() == null ? "" : " (" + message.reason() + ")",
        message.listVersion());
    terminal.print("  came in    %s", message.text());
    terminal.print("  published  %s", message.published() == null ? "-" : message.published());
    for (Hit hit : explanation.judgement().hits()) {
      terminal.print(
          "  %d-%d  %s  %s  rule %s of %s@%s",
          hit.start(),
          hit.end(),
          hit.matched(),
          hit.action().name().toLowerCase(Locale.ROOT),
          hit.rule(),
          hit.list(),
          hit.listVersion());
    }
    for (VerdictReplay.StoredHit hit : explanation.storedHits()) {
      if (!hit.part().equals(LocatedHit.TEXT)) {
        terminal.print(
            "  in %s: %s  rule %s of %s@%s",
            hit.part(), hit.action(), hit.rule(), hit.list(), hit.listVersion());
      }
    }
    if (explanation.differences().isEmpty()) {
      terminal.print("judged again: the same");
    } else {
      explanation
          .differences()
          .forEach(difference -> terminal.print("judged again: %s", difference));
    }
  }

  private void json(Explanation explanation) {
    StoredText message = explanation.message();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", message.id());
    fields.put("room", message.room());
    fields.put("client_id", message.clientId());
    fields.put("verdict", message.verdict());
    fields.put("reason", message.reason());
    fields.put("lists", message.listVersion());
    fields.put("text", message.text());
    fields.put("published", message.published());
    fields.put("judged_again", explanation.verdict().name().toLowerCase(Locale.ROOT));
    fields.put("agrees", explanation.differences().isEmpty());
    fields.put("differences", explanation.differences());
    fields.put("hits", explanation.judgement().hits().stream().map(CheckText::fields).toList());
    context.terminal().printJson(fields);
  }
}
