package chatrelay.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official ably-js in Node takes its tokens by authUrl. */
class AblyJsTest {
  private static final long LIMIT_SECONDS = 60;
  private static final String SCRIPT =
      """
      const Ably = require(process.argv[2]);
      const [base, port, session, method] = process.argv.slice(3);
      const end = (text) => { console.log(text); process.exit(0); };
      const client = (headers, query = '') => new Ably.Realtime({
        authUrl: base + '/auth' + query, authMethod: method, authParams: { rooms: 'lobby' },
        authHeaders: headers, endpoint: '127.0.0.1', port: Number(port), tls: false, logLevel: 0,
      });
      setTimeout(() => end('TIME OUT'), 50000);
      (async () => {
        const ably = client({ authorization: 'Bearer ' + session });
        await ably.connection.once('connected');
        const [id, first] = [ably.connection.id, ably.auth.tokenDetails.token];
        await ably.auth.authorize();
        const kept = ably.connection.id === id && ably.auth.tokenDetails.token !== first;
        const codes = [];
        await ably.channels.get('chat-in:lobby').publish('message', 'hello');
        for (const work of [
          () => ably.channels.get('chat-out:lobby').publish('message', 'past the worker'),
          () => ably.channels.get('chat-in:lobby').history(),
          () => ably.channels.get('chat-out:random').attach(),
        ]) {
          await work().then(() => codes.push('done'), (error) => codes.push(error.code));
        }
        const banned = client({ origin: 'https://evil.example' });
        const refusal = await banned.connection.once('failed');
        const stale = client({ authorization: 'Bearer s1.stale' });
        await stale.connection.once('disconnected');
        end(JSON.stringify([ably.auth.clientId, kept, codes, refusal.reason.statusCode]));
      })().catch((error) => end('FAILED ' + error));
      """;

  @Test
  void shouldConnectRenewAndBeHeldToItsCapability(@TempDir Path folder) throws Exception {
    assumeTrue(run(folder, "node", "--version") == 0, "node is not installed");
    assumeTrue(
        run(
                folder,
                "npm",
                "install",
                "--no-audit",
                "--no-fund",
                "--prefer-offline",
                "--prefix",
                ".",
                "ably@2.28.0")
            == 0,
        "npm can't install ably@2.28.0");
    Path script = Files.writeString(folder.resolve("client.js"), SCRIPT);
    try (TestBed bed = TestBed.start(Map.of())) {
      for (String method : new String[] {"GET", "POST"}) {
        var session = bed.newSession();
        run(
            folder,
            "node",
            script.toString(),
            folder.resolve("node_modules/ably").toString(),
            bed.http.base,
            String.valueOf(bed.broker.port()),
            session.get("session").asText(),
            method);

        assertThat(Files.readString(folder.resolve("output")).strip())
            .endsWith(
                "[\"" + session.get("clientId").asText() + "\",true,[40160,40160,40160],403]");
      }
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
