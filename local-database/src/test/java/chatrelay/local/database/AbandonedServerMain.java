package chatrelay.local.database;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Starts a server and waits to be killed. */
final class AbandonedServerMain {
  private AbandonedServerMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    EmbeddedDatabase.start(Path.of(arguments[0]), Path.of(arguments[1]));
    new CountDownLatch(1).await();
  }
}
