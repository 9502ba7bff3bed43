package chatrelay.local.stack;

import chatrelay.local.database.TestDatabase.Kind;

class MySqlFirstDeploymentTest extends FirstDeploymentContract {
  MySqlFirstDeploymentTest() {
    super(Kind.MYSQL);
  }
}
