package chatrelay.worker.command;

import chatrelay.local.database.TestDatabase.Kind;

class MySqlLedgerTest extends LedgerContract {
  MySqlLedgerTest() {
    super(Kind.MYSQL);
  }
}
