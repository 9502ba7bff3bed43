package chatrelay.worker.command;

import chatrelay.local.database.TestDatabase.Kind;

class MySqlAuditTest extends AuditContract {
  MySqlAuditTest() {
    super(Kind.MYSQL);
  }
}
