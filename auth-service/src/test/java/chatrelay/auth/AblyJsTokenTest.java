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
      const client = (headers, more = {}) => new Ably.Realtime({
        authUrl: base + '/auth', authMethod: method, authParams: { rooms: 'lobby', ...more },
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
        const stale = client({ authorization: 'Bearer s2.stale' });
        await stale.connection.once('disconnected');
        const plain = await client({}).connection.once('failed');
        const lasting = client({ authorization: 'Bearer ' + session }, { ttl: 1000 });
        const tokens = new Set();
        lasting.connection.on('failed', (change) => end('RENEWAL ' + change.reason));
        while (tokens.size < 3) {
          const { token } = lasting.auth.tokenDetails ?? {};
          if (token) tokens.add(token);
          await new Promise((next) => setTimeout(next, 50));
        }
        end(JSON.stringify([ably.auth.clientId, kept, codes, refusal.reason.statusCode,
          plain.reason.statusCode, plain.reason.cause.message.includes('POST /session'), lasting.auth.clientId === ably.auth.clientId]));
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
                "[\""
                    + session.get("clientId").asText()
                    + "\",true,[40160,40160,40160],403,403,true,true]");
      }
    }
  }
}
