// Drives one Ably client through what an application uses; prints DONE or what went wrong.
// Arguments: port, key, 'json' or 'msgpack', a prefix for channel names.
const Ably = require('ably');
const [port, key, format, prefix] = process.argv.slice(2);
const assert = require('assert');
const old = Ably.Realtime.Promise !== undefined; // ably-js 1.x has callbacks unless asked.
const Realtime = old ? Ably.Realtime.Promise : Ably.Realtime;
const Rest = old ? Ably.Rest.Promise : Ably.Rest;
const where = old ? { restHost: '127.0.0.1', realtimeHost: '127.0.0.1' } : { endpoint: '127.0.0.1' };
const options = (more) => ({
  ...where, port: Number(port), tls: false, useBinaryProtocol: format === 'msgpack', logLevel: 0, ...more,
});
const opened = [];
const connected = async (more) => {
  const client = new Realtime(options(more));
  opened.push(client);
  await (client.connection.state === 'connected' || client.connection.once('connected'));
  return client;
};
const end = (text, code) => {
  console.log(text);
  process.exit(code);
};
setTimeout(() => end('TIME OUT in ' + step, 1), 50000);
let step = 'start';
const until = async (condition) => {
  while (!condition()) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

const steps = {
  async connectAndPing() {
    const client = await connected({ key });
    assert((await client.connection.ping()) >= 0);
  },
  async publishEveryKindOfData() {
    const [writer, reader] = [await connected({ key }), await connected({ key })];
    const values = ['text', 'grüße', { object: [1, null] }, Buffer.from([0, 1, 255]), undefined];
    const received = [];
    const channel = reader.channels.get(prefix + 'kinds');
    const all = new Promise((resolve) =>
      channel.subscribe((message) => received.push(message) === values.length && resolve()));
    await channel.attach();
    for (const value of values) {
      await writer.channels.get(prefix + 'kinds').publish('name', value);
    }
    await all;
    assert.deepStrictEqual(received.map((message) => message.data ?? undefined), values);
    assert(received.every((message) => message.name === 'name' && message.id && message.timestamp));
    const history = await channel.history({ limit: 2, direction: 'forwards' });
    assert.deepStrictEqual(history.items.map((message) => message.data), values.slice(0, 2));
    const next = await history.next();
    assert.deepStrictEqual(next.items.map((message) => message.data), values.slice(2, 4));
  },
  async untilAttachMeetsLive() {
    const writer = await connected({ key });
    const channel = writer.channels.get(prefix + 'until');
    await channel.publish([{ data: '1' }, { data: '2' }]);
    const reader = (await connected({ key })).channels.get(prefix + 'until');
    await reader.attach();
    await channel.publish('', '3');
    const page = await reader.history({ untilAttach: true });
    assert.deepStrictEqual(page.items.map((message) => message.data), ['2', '1']);
  },
  async rewindAndModes() {
    const writer = await connected({ key });
    await writer.channels.get(prefix + 'past').publish([{ data: '1' }, { data: '2' }]);
    await writer.channels.get(prefix + 'past').publish('', '3');
    const client = await connected({ key });
    const channel = client.channels.get(prefix + 'past', { params: { rewind: '1' }, modes: ['SUBSCRIBE'] });
    const first = new Promise((resolve) => channel.subscribe(resolve));
    assert.strictEqual((await first).data, '3');
    assert.deepStrictEqual(channel.modes, ['subscribe']);
    await channel.publish('', 'x').then(() => assert.fail('published'), (error) => assert.strictEqual(error.code, 40165));
    await channel.setOptions({ modes: ['PUBLISH', 'SUBSCRIBE'] });
    await channel.publish('', 'x');
  },
  async presence() {
    const watcher = (await connected({ key })).channels.get(prefix + 'present');
    const events = [];
    await watcher.presence.subscribe((event) => events.push(event.action + ' ' + event.clientId));
    const member = await connected({ key, clientId: 'ada' });
    const channel = member.channels.get(prefix + 'present');
    await channel.presence.enter({ mood: 'fine' });
    await channel.presence.update('busy');
    await until(() => events.length === 2);
    const [ada] = await watcher.presence.get();
    assert.strictEqual(ada.data, 'busy');
    const rest = new Rest(options({ key }));
    const remote = await rest.channels.get(prefix + 'present').presence.get();
    assert.strictEqual(remote.items[0].clientId, 'ada');
    await channel.presence.leave();
    await until(() => events.length === 3);
    assert.deepStrictEqual(events, ['enter ada', 'update ada', 'leave ada']);
    const past = await watcher.presence.history();
    assert.deepStrictEqual(past.items.map((event) => event.action), ['leave', 'update', 'enter']);
  },
  async manyMembersInPages() {
    const writer = (await connected({ key })).channels.get(prefix + 'crowd');
    await writer.attach();
    await Promise.all([...Array(250).keys()].map((i) => writer.presence.enterClient('m' + i)));
    const reader = (await connected({ key })).channels.get(prefix + 'crowd');
    await reader.attach();
    assert.strictEqual((await reader.presence.get()).length, 250);
  },
  async tokensAndCapabilities() {
    const issuer = new Rest(options({ key }));
    let issued = 0;
    const client = await connected({
      authCallback: (params, callback) => {
        issued++;
        const wanted = { clientId: 'eve', capability: { [prefix + 'in:*']: ['publish'] } };
        issuer.auth.createTokenRequest(wanted).then((request) => callback(null, request), callback);
      },
    });
    assert.strictEqual(client.auth.clientId, 'eve');
    const id = client.connection.id;
    await client.channels.get(prefix + 'in:a').publish('', 'x');
    for (const work of [
      () => client.channels.get(prefix + 'out').publish('', 'x'),
      () => client.channels.get(prefix + 'in:a').history(),
      () => client.channels.get(prefix + 'elsewhere').attach(),
    ]) {
      await work().then(() => assert.fail('permitted'), (error) => assert.strictEqual(error.code, 40160));
    }
    await client.auth.authorize();
    assert.strictEqual(issued, 2);
    assert.strictEqual(client.connection.id, id);
  },
  async restBatchesAndTime() {
    const rest = new Rest(options({ key }));
    assert(Math.abs((await rest.time()) - Date.now()) < 10000);
    await rest.channels.get(prefix + 'rest/a b').publish([{ name: 'n', data: '1' }, { data: { a: 1 } }]);
    const page = await rest.channels.get(prefix + 'rest/a b').history({ limit: 1 });
    assert.deepStrictEqual(page.items[0].data, { a: 1 });
    assert.strictEqual((await page.next()).items[0].data, '1');
    if (!old) {
      const batch = await rest.batchPublish({ channels: [prefix + 'b1', ':bad'], messages: { data: 'x' } });
      assert.deepStrictEqual([batch.successCount, batch.failureCount, batch.results[1].error.code], [1, 1, 40010]);
      const status = await rest.channels.get(prefix + 'b1').status();
      assert.strictEqual(status.status.isActive, true);
    }
  },
  async resumeAndRecover() {
    const client = await connected({ key });
    const channel = client.channels.get(prefix + 'resume');
    const received = [];
    const three = new Promise((resolve) =>
      channel.subscribe((message) => received.push(message.data) === 3 && resolve()));
    await channel.attach();
    const id = client.connection.id;
    const writer = (await connected({ key })).channels.get(prefix + 'resume');
    await writer.publish('', '1');
    client.connection.once('disconnected', () => client.connection.connect());
    const again = client.connection.once('connected');
    client.connection.connectionManager.disconnectAllTransports();
    await writer.publish('', '2');
    await writer.publish('', '3');
    await again;
    await three;
    assert.deepStrictEqual(received, ['1', '2', '3']);
    assert.strictEqual(client.connection.id, id);
    const recovered = await connected({
      key, recover: old ? client.connection.recoveryKey : client.connection.createRecoveryKey(),
    });
    assert.strictEqual(recovered.connection.id, id);
    assert.notStrictEqual(recovered.connection.key, client.connection.key);
    opened.splice(opened.indexOf(client), 1);
    client.connection.off();
    client.close();
  },
  async refusals() {
    const wrong = new Realtime(options({ key: key.split(':')[0] + ':wrong' }));
    const failed = await wrong.connection.once('failed');
    assert.strictEqual(failed.reason.code, 40101);
    const client = await connected({ key });
    await client.channels.get(':invalid').attach()
      .then(() => assert.fail('attached'), (error) => assert.strictEqual(error.code, 40010));
    assert.strictEqual(client.connection.state, 'connected');
  },
  async close() {
    for (const client of opened) {
      const closed = client.connection.once('closed');
      client.close();
      await closed;
    }
  },
};

(async () => {
  for (step of Object.keys(steps)) {
    await steps[step]();
  }
  end('DONE', 0);
})().catch((error) => end('FAILED in ' + step + ': ' + (error && error.stack || error), 1));
