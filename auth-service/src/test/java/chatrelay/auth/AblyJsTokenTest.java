package chatrelay.auth;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.broker.junit.NodeScripts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official ably-js in Node takes its tokens by authUrl. */
class AblyJsTokenTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final String SCRIPT =
      """
      const Ably = require('ably');
      const [base, port, session, method] = process.argv.slice(2);
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
    NodeScripts node = NodeScripts.withAbly("2.28.0", folder, LIMIT);
    try (TestBed bed = TestBed.start(Map.of())) {
      for (String method : new String[] {"GET", "POST"}) {
        var session = bed.newSession();
        var result =
            node.run(
                SCRIPT,
                bed.http.base,
                String.valueOf(bed.broker.port()),
                session.get("session").asText(),
                method);

        assertThat(result.output().strip())
            .endsWith(
                "[\"" + session.get("clientId").asText() + "\",true,[40160,40160,40160],403]");
      }
    }
  }
}
