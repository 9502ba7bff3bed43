package chatrelay.worker;

import chatrelay.local.database.TestDatabase.Kind;

class EmbeddedBadInputTest extends BadInputContract {
  EmbeddedBadInputTest() {
    super(Kind.EMBEDDED);
  }
}
