package chatrelay.worker.command;

import chatrelay.worker.command.audit.AuditCommand;
import chatrelay.worker.command.config.ConfigCheck;
import chatrelay.worker.command.console.CommandContext;
import chatrelay.worker.command.doctor.DoctorCommand;
import chatrelay.worker.command.ledger.DeadLetterCommands;
import chatrelay.worker.command.ledger.GapCommands;
import chatrelay.worker.command.ledger.HeldCommands;
import chatrelay.worker.command.lists.ListCommands;
import chatrelay.worker.command.migrate.MigrateCommand;
import chatrelay.worker.command.room.RoomCommands;
import chatrelay.worker.command.verdict.CheckText;
import chatrelay.worker.command.verdict.VerdictExplain;
import picocli.CommandLine;

/** The commands in the order of {@code --help}; each topic is a package. */
final class CommandTree {
  private CommandTree() {}

  static void addTo(CommandLine root, CommandContext context) {
    root.addSubcommand(ConfigCheck.topic(context));
    root.addSubcommand(new MigrateCommand(context));
    root.addSubcommand(new DoctorCommand(context));
    root.addSubcommand(new AuditCommand(context));
    root.addSubcommand(RoomCommands.topic(context));
    root.addSubcommand(GapCommands.topic(context));
    root.addSubcommand(DeadLetterCommands.topic(context));
    root.addSubcommand(HeldCommands.topic(context));
    root.addSubcommand(ListCommands.topic(context));
    root.addSubcommand(new CheckText(context));
    root.addSubcommand(VerdictExplain.topic(context));
  }
}
