package chatrelay.worker.command;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.database.TestDatabase.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class MySqlLedgerTest extends LedgerContract {
  MySqlLedgerTest() {
    super(Kind.MYSQL);
  }

  @Test
  void should_read_from_a_server_that_takes_no_writes() {
    stack().execute("SET GLOBAL read_only = ON");
    try {
      for (String command :
          List.of("audit", "gap list", "dead-letter list", "lists show", "check hello")) {
        CommandRun run = stack().chat(command.split(" ", -1));
        assertThat(run.code()).as("%s: %s", command, run.all()).isZero();
      }
      assertThat(stack().chat("gap", "close", "1").code()).isEqualTo(69);
    } finally {
      stack().execute("SET GLOBAL read_only = OFF");
    }
  }
}
