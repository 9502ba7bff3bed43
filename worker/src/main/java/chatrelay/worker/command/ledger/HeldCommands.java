package chatrelay.worker.command.ledger;

import chatrelay.runtime.Environment;
import chatrelay.runtime.ExitCode;
import chatrelay.schema.Database;
import chatrelay.worker.command.console.Actor;
import chatrelay.worker.command.console.CommandContext;
import chatrelay.worker.command.console.RefusedException;
import chatrelay.worker.command.console.Terminal;
import chatrelay.worker.command.console.Topic;
import chatrelay.worker.command.lists.Lists;
import chatrelay.worker.lists.ActiveLists;
import chatrelay.worker.moderate.Release;
import chatrelay.worker.store.HeldMessages;
import chatrelay.worker.store.HeldMessages.HeldMessage;
import chatrelay.worker.store.HeldMessages.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code chat held …}: messages that wait for a moderator. */
public final class HeldCommands {
  private HeldCommands() {}

  /** The topic with its four commands. */
  public static CommandLine topic(CommandContext context) {
    return Topic.of(
        "held",
        "Messages that moderation held: a moderator approves or rejects them.",
        "./chat held list",
        new ListCommand(context),
        new Show(context),
        new Approve(context),
        new Reject(context));
  }

  private static Map<String, Object> fields(HeldMessage message) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", message.id());
    fields.put("room", message.room());
    fields.put("inbound_id", message.inboundId());
    fields.put("client_id", message.clientId());
    fields.put("held_for", message.heldFor());
    fields.put("sent_at", Terminal.time(message.sentAt()));
    fields.put("decision", message.decision());
    fields.put("decided_by", message.decidedBy());
    fields.put("decided_for", message.decidedFor());
    fields.put("decided_at", Terminal.time(message.decidedAt()));
    return fields;
  }

  /** Which wait. */
  @Command(
      name = "list",
      description = {
        "Lists held messages that nobody has decided about. Returns 1 when there are any.",
        "Prints no text: ./chat held show ID does. Reason codes: split_word (a banned word",
        "spread over several messages), blocked (a rule says hold), unjudged (room's policy)."
      },
      footer = {"", "Example:", "  ./chat held list --room lobby"})
  static final class ListCommand extends LedgerList<HeldMessage> {
    ListCommand(CommandContext context) {
      super(context, "decided");
    }

    @Override
    List<HeldMessage> read(Database database, @Nullable String room, boolean closedToo) {
      return new HeldMessages(database).list(room, closedToo);
    }

    @Override
    boolean isOpen(HeldMessage message) {
      return message.decidedAt() == null;
    }

    @Override
    void print(Terminal terminal, HeldMessage message) {
      terminal.print(
          fields(message),
          "%8d  %-8s  %-16s  %-10s  sent %s by %s%s",
          message.id(),
          message.decision() == null ? "held" : message.decision(),
          message.room(),
          message.heldFor(),
          Terminal.time(message.sentAt()),
          message.clientId(),
          message.decidedBy() == null ? "" : "; decided by " + message.decidedBy());
    }
  }

  /** Shows one dead letter. */
  @Command(
      name = "show",
      description = {
        "Shows one held message with its text as it came in and the text that approval would",
        "publish. For moderators only."
      },
      footer = {"", "Example:", "  ./chat held show 4711"})
  static final class Show implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(paramLabel = "ID", description = "The message's row id.")
    private long id;

    Show(CommandContext context) {
      this.context = context;
    }

    @Override
    public Integer call() {
      Environment environment = context.joined();
      try (Database database = context.openReader();
          ActiveLists lists = Lists.inForce(database, environment)) {
        HeldMessage message =
            new HeldMessages(database).find(id).orElseThrow(() -> refusal(id, Outcome.UNKNOWN));
        Map<String, Object> fields = fields(message);
        fields.put("original", message.original());
        fields.put("fields", message.fields());
        fields.put("would_publish", release(lists, message).map(Release::text).orElse(null));
        if (context.terminal().isJson()) {
          context.terminal().printJson(fields);
        } else {
          fields.forEach((name, value) ->
              context.terminal().print("%-14s %s", name, value == null ? "-" : value));
        }
        return ExitCode.OK.code();
      }
    }
  }

  /** A decision about one or more messages. */
  abstract static class Decision implements Callable<Integer> {
    private final CommandContext context;
    private final String done;

    @Parameters(paramLabel = "ID", arity = "1..*", description = "Row ids of messages.")
    private List<Long> ids = List.of();

    @Mixin private Actor actor = new Actor();

    private Decision(CommandContext context, String done) {
      this.context = context;
      this.done = done;
    }

    /** Decides about the message {@code id}, in one transaction. */
    abstract Outcome decide(
        HeldMessages held, long id, HeldMessages.Decider decider, ActiveLists lists);

    @Override
    public final Integer call() {
      HeldMessages.Decider decider = new HeldMessages.Decider(actor.by(), actor.reason());
      Environment environment = context.joined();
      try (Database database = context.openDatabase();
          ActiveLists lists = Lists.inForce(database, environment)) {
        HeldMessages held = new HeldMessages(database);
        return new LedgerDecision<Outcome>("message", done, Outcome.DONE)
            .run(
                context.terminal(),
                ids.stream().sorted().distinct().toList(),
                id -> decide(held, id, decider, lists),
                HeldCommands::refusal);
      }
    }
  }

  /** To the readers. */
  @Command(
      name = "approve",
      description = {
        "Publishes held messages: each gets the next seq of its room, goes into the outbox and is",
        "published by the worker within seconds. Words that the lists in force mask are masked.",
        "The author gets a private note. Can't be undone."
      },
      footer = {"", "Example:", "  ./chat held approve 4711 4712 --reason \"a quotation\""})
  static final class Approve extends Decision {
    Approve(CommandContext context) {
      super(context, "approved");
    }

    @Override
    Outcome decide(HeldMessages held, long id, HeldMessages.Decider decider, ActiveLists lists) {
      HeldMessage message = held.find(id).orElse(null);
      if (message == null) {
        return Outcome.UNKNOWN;
      }
      return release(lists, message)
          .map(release -> held.approve(id, release, decider))
          .orElse(message.decision() == null ? Outcome.NO_ORIGINAL : Outcome.DECIDED);
    }
  }

  /** Drops dead letters. */
  @Command(
      name = "reject",
      description = {
        "Rejects held messages: readers never see them, the author gets a private note.",
        "Can't be undone."
      },
      footer = {"", "Example:", "  ./chat held reject 4711 --reason spam --by ada"})
  static final class Reject extends Decision {
    Reject(CommandContext context) {
      super(context, "rejected");
    }

    @Override
    Outcome decide(HeldMessages held, long id, HeldMessages.Decider decider, ActiveLists lists) {
      return held.reject(id, decider);
    }
  }

  private static Optional<Release> release(ActiveLists lists, HeldMessage message) {
    return Release.of(
        lists, message.room(), message.clientId(), message.original(), message.fields());
  }

  private static RefusedException refusal(long id, Outcome outcome) {
    return RefusedException.notFound(
        switch (outcome) {
          case UNKNOWN -> "no message " + id + " was ever held; ./chat held list --all";
          case DECIDED ->
              "message " + id + " was approved or rejected before; ./chat held show " + id;
          case NO_ORIGINAL ->
              "message " + id + " can't be published: its original was deleted; reject it";
          case ARCHIVED ->
              "message "
                  + id
                  + " can't be published: its room is archived; ./chat room restore it, or reject"
                  + " the message";
          case DONE -> "message " + id;
        });
  }
}
