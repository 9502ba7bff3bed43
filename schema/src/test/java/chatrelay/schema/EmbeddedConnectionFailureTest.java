package chatrelay.schema;

import chatrelay.local.database.TestDatabase.Kind;
import org.junit.jupiter.api.Test;

final class EmbeddedConnectionFailureTest extends ConnectionFailureContract {
  EmbeddedConnectionFailureTest() {
    super(Kind.EMBEDDED);
  }

  @Test
  void tellsAServerWithoutEncryption() {
    assertFailure(
        encrypted(SslMode.REQUIRED),
        ConnectionFailure.Kind.TLS,
        "offers no encryption",
        "DB_SSL_MODE");
  }
}
