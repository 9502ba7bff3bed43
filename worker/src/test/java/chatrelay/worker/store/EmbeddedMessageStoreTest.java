package chatrelay.worker.store;

import chatrelay.local.database.TestDatabase.Kind;

class EmbeddedMessageStoreTest extends MessageStoreContract {
  EmbeddedMessageStoreTest() {
    super(Kind.EMBEDDED);
  }
}
