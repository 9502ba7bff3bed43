package chatrelay.worker.command;

import chatrelay.local.database.TestDatabase.Kind;

class MySqlDoctorTest extends DoctorContract {
  MySqlDoctorTest() {
    super(Kind.MYSQL);
  }
}
