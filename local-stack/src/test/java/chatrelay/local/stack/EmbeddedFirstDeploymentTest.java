package chatrelay.local.stack;

import chatrelay.local.database.TestDatabase.Kind;

class EmbeddedFirstDeploymentTest extends FirstDeploymentContract {
  EmbeddedFirstDeploymentTest() {
    super(Kind.EMBEDDED);
  }
}
