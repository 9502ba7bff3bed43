package chatrelay.worker.command;

import chatrelay.local.database.TestDatabase;
import java.util.Map;

final class EmbeddedServerSettingsTest extends ServerSettingsContract {
  EmbeddedServerSettingsTest() {
    super(
        TestDatabase.Kind.EMBEDDED,
        Map.of("tx_isolation", "'SERIALIZABLE'", "innodb_force_primary_key", "1"));
  }
}
