package chatrelay.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official JavaScript SDK, in Node, through the whole path. */
class AblyJsTest {
  private static final long LIMIT_SECONDS = 60;
  private static final String SCRIPT =
      """
      const Ably = require('ably');
      const [url, endpoint, port] = process.argv.slice(2);
      const ably = new Ably.Realtime({
        authUrl: url + '/auth', authParams: { rooms: 'lobby' },
        endpoint, port: Number(port), tls: false, logLevel: 1,
      });
      const fail = (reason) => { console.log('FAILED ' + reason); process.exit(1); };
      ably.connection.once('failed', (change) => fail(change.reason));
      (async () => {
        const out = ably.channels.get('chat-out:lobby');
        const arrived = new Promise((resolve) => out.subscribe(resolve));
        await out.attach();
        await ably.channels.get('chat-in:lobby').publish({ id: 'from-js', name: 'message', data: 'potato from node' });
        const message = await arrived;
        console.log(JSON.stringify([message.data, message.clientId === ably.auth.clientId, message.extras.headers.seq]));
        ably.close();
        process.exit(0);
      })().catch(fail);
      """;

  @Test
  void shouldChatWithAblyJs(@TempDir Path folder) throws Exception {
    assumeTrue(run(folder, "node", "--version") == 0, "node is missing");
    assumeTrue(
        run(folder, "npm", "install", "--no-audit", "--no-fund", "--prefix", ".", "ably@2.28.0")
            == 0,
        "ably@2.28.0 can't be installed with npm");
    Path script = Files.writeString(folder.resolve("chat.js"), SCRIPT);
    try (LocalStack stack = Stacks.start()) {
      int code =
          run(
              folder,
              "node",
              script.toString(),
              stack.url(),
              String.valueOf(stack.broker().endpoint()),
              String.valueOf(stack.broker().port()));

      assertThat(Files.readString(folder.resolve("output")))
          .contains("[\"****** from node\",true,1]");
      assertThat(code).isZero();
    }
  }

  private static int run(Path folder, String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("output").toFile())
              .start();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command[0] + " took longer than " + LIMIT_SECONDS + " s");
      }
      return process.exitValue();
    } catch (IOException missing) {
      return -1;
    }
  }
}
