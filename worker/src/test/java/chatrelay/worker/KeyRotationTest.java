package chatrelay.worker;

import chatrelay.local.broker.BrokerOptions;
import chatrelay.local.database.TestDatabase.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** F32: the worker's key is rotated while it runs. Publishers have a key of their own. */
class KeyRotationTest extends FaultTest {
  private static final String FIRST = "app.worker:first-secret";
  private static final String SECOND = "app.worker:second-secret";
  private static final String OTHER = "app.next:other-secret";

  private final Path file;

  KeyRotationTest(@TempDir Path folder) {
    this.file = folder.resolve("ably-key");
  }

  @BeforeEach
  void start() throws IOException {
    write(FIRST);
    BrokerOptions options = PERSISTED.withKey(FIRST).withKey(OTHER);
    open(Kind.EMBEDDED, options).keyFile(file);
  }

  @Test
  void f32_a_second_key_replaces_the_first_before_that_is_revoked() throws Exception {
    Worker worker = stack().worker(2);
    Load load = load(200);
    load.awaitMore(50);
    write(OTHER);
    load.awaitMore(200);

    revokeFirst();
    load.awaitMore(100);

    assertComplete();
    TestStack.soon().until(() -> worker.health().report().ready());
  }

  @Test
  void f32_a_key_that_is_revoked_first_stops_publishing_until_its_file_follows() throws Exception {
    Worker worker = stack().worker(2);
    Load load = load(200);
    load.awaitMore(50);

    revokeFirst();
    TestStack.soon().until(() -> !worker.health().report().ready());
    write("");
    load.awaitMore(100);
    write(SECOND);
    load.awaitMore(100);

    assertComplete();
    TestStack.soon().until(() -> worker.health().report().ready());
  }

  /** As the broker does: connections that the key opened end as well. */
  private void revokeFirst() {
    faults().replaceKey(SECOND);
    faults().dropAll();
  }

  private void write(String key) throws IOException {
    Files.writeString(file, key + "\n");
  }
}
