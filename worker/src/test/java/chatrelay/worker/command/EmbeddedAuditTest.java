package chatrelay.worker.command;

import chatrelay.local.database.TestDatabase.Kind;

class EmbeddedAuditTest extends AuditContract {
  EmbeddedAuditTest() {
    super(Kind.EMBEDDED);
  }
}
