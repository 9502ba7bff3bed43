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
