package chatrelay.worker.command;

import chatrelay.local.database.TestDatabase.Kind;

class EmbeddedDoctorTest extends DoctorContract {
  EmbeddedDoctorTest() {
    super(Kind.EMBEDDED);
  }
}
