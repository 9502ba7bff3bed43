package chatrelay.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.broker.junit.NodeScripts;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official JavaScript SDK, in Node, through the whole path. */
class AblyJsStackTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final String SCRIPT =
      """
      const Ably = require('ably');
      const [url, endpoint, port] = process.argv.slice(2);
      const fail = (reason) => { console.log('FAILED ' + reason); process.exit(1); };
      (async () => {
        const { session } = await (await fetch(url + '/session', { method: 'POST' })).json();
        const ably = new Ably.Realtime({
          authUrl: url + '/auth', authParams: { rooms: 'lobby' },
          authHeaders: { authorization: 'Bearer ' + session },
          endpoint, port: Number(port), tls: false, logLevel: 1,
        });
        ably.connection.once('failed', (change) => fail(change.reason));
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
    NodeScripts node = NodeScripts.withAbly("2.28.0", folder, LIMIT);
    try (LocalStack stack = Stacks.start()) {
      NodeScripts.Result result =
          node.run(
              SCRIPT,
              stack.url(),
              String.valueOf(stack.broker().endpoint()),
              String.valueOf(stack.broker().port()));

      assertThat(result.output()).contains("[\"****** from node\",true,1]");
      assertThat(result.exitCode()).isZero();
    }
  }
}
