package chatrelay.worker.command;

import chatrelay.local.database.TestDatabase;

final class EmbeddedHeldTest extends HeldContract {
  EmbeddedHeldTest() {
    super(TestDatabase.Kind.EMBEDDED);
  }
}
