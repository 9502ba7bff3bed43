package chatrelay.worker.command;

import chatrelay.local.database.TestDatabase.Kind;

class EmbeddedLedgerTest extends LedgerContract {
  EmbeddedLedgerTest() {
    super(Kind.EMBEDDED);
  }
}
