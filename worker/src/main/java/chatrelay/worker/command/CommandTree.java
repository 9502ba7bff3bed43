package chatrelay.worker.command;

import picocli.CommandLine;

/** Which commands there are, topic by topic. */
final class CommandTree {
  private CommandTree() {}

  static void addTo(CommandLine root, CommandContext context) {
    topic(
        root,
        "config",
        "Looks at what the programs are configured with.",
        "./chat config check",
        new ConfigCheck(context));
    root.addSubcommand(new DoctorCommand(context));
    root.addSubcommand(new AuditCommand(context));
    topic(
        root,
        "room",
        "Rooms: which there are, new ones, and those that take no more messages.",
        "./chat room create lobby",
        new RoomList(context),
        new RoomCreate(context),
        new RoomChange.Archive(context),
        new RoomChange.Restore(context),
        new RoomChange.Policy(context));
    topic(
        root,
        "gap",
        "Stretches of inbound channels that could not be read back.",
        "./chat gap list",
        new GapCommands.ListCommand(context),
        new GapCommands.Annotate(context),
        new GapCommands.Close(context));
    topic(
        root,
        "dead-letter",
        "Messages that could not be stored or published as they are.",
        "./chat dead-letter list",
        new DeadLetterCommands.ListCommand(context),
        new DeadLetterCommands.Show(context),
        new DeadLetterCommands.Retry(context),
        new DeadLetterCommands.Drop(context));
    topic(
        root,
        "lists",
        "Word lists in the database: versions, and which one is in force.",
        "./chat lists show",
        new ListsImport(context),
        new ListsCommands.Export(context),
        new ListsCommands.Diff(context),
        new ListsCommands.Activate(context),
        new ListsCommands.Rollback(context),
        new ListsShow(context),
        new ListsBacktest(context));
    root.addSubcommand(new CheckText(context));
    topic(
        root,
        "verdict",
        "Why a stored message got its verdict.",
        "./chat verdict explain 4711",
        new VerdictExplain(context));
  }

  private static void topic(
      CommandLine root, String name, String description, String example, Object... commands) {
    CommandLine topic = new CommandLine(new Topic());
    topic
        .getCommandSpec()
        .name(name)
        .usageMessage()
        .description(description)
        .footer("", "Example:", "  " + example);
    for (Object command : commands) {
      topic.addSubcommand(command);
    }
    root.addSubcommand(topic);
  }
}
