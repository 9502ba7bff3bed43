package chatrelay.worker.store;

import chatrelay.local.database.TestDatabase.Kind;

class MySqlMessageStoreTest extends MessageStoreContract {
  MySqlMessageStoreTest() {
    super(Kind.MYSQL);
  }
}
