package chatrelay.worker.command;

import chatrelay.local.database.TestDatabase.Kind;

class EmbeddedListsTest extends ListsContract {
  EmbeddedListsTest() {
    super(Kind.EMBEDDED);
  }
}
