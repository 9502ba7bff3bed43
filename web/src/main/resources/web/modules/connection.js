// The realtime connection: one client, the rooms it is in, and what it publishes.

import { channelName } from './settings.js';

/** Reaches back far enough to cover rows that are published but not yet marked so in the database. */
const OUTBOUND = { params: { rewind: '15s' }, modes: ['SUBSCRIBE'] };

/**
 * `on` holds the callbacks: state(change), message(room, message), attached(room), refused(room), feedback(data).
 * The token always covers every room this page is in, so that a renewal never removes one.
 */
export class Connection {
  #settings;
  #service;
  #on;
  #client;
  #rooms = [];

  constructor(ably, settings, service, clientId, on) {
    this.#settings = settings;
    this.#service = service;
    this.#on = on;
    const { endpoint, port, tls } = settings.broker;
    const where = endpoint && { endpoint, tls, port, tlsPort: port, fallbackHosts: [], disableConnectivityCheck: true };
    this.#client = new ably.Realtime({
      ...where,
      clientId,
      autoConnect: false,
      logLevel: 1,
      authCallback: (parameters, answer) => this.#token(answer),
    });
    this.#client.connection.on((change) => on.state(change));
    const feedback = this.#client.channels.get(channelName(settings.channels.feedback, 'client', clientId));
    feedback.subscribe((message) => on.feedback(message.data ?? {})).catch(() => {});
  }

  /** Enters a room; leaves the least recently used one when the token would cover too many. */
  async join(room) {
    const known = this.#rooms.includes(room);
    this.#rooms = [...this.#rooms.filter((other) => other !== room), room];
    if (known) {
      return;
    }
    if (this.#rooms.length > this.#settings.limits.rooms) {
      this.#leave(this.#rooms.shift());
    }
    if (this.#client.connection.state === 'initialized') {
      this.#client.connect();
    } else if (['connected', 'connecting'].includes(this.#client.connection.state)) {
      await this.#client.auth.authorize();
    }
    const channel = this.#channel(room);
    channel.on(['attached', 'update'], (change) => change.resumed || this.#on.attached(room));
    channel.on('failed', () => this.#on.refused(room));
    channel.subscribe((message) => this.#on.message(room, message)).catch(() => {});
  }

  /** Resolves when the broker has acknowledged it; safe to repeat with the same id. */
  publish(room, text, id) {
    const inbound = channelName(this.#settings.channels.inbound, 'room', room);
    return this.#client.channels.get(inbound).publish({ id, name: 'message', data: text });
  }

  retry() {
    this.#client.connect();
  }

  close() {
    this.#client.close();
  }

  #token(answer) {
    this.#service.tokenRequest(this.#rooms).then((request) => answer(null, request), (error) => answer(error, null));
  }

  #leave(room) {
    const channel = this.#channel(room);
    channel.unsubscribe();
    channel.off();
    channel.detach().catch(() => {});
  }

  #channel(room) {
    return this.#client.channels.get(channelName(this.#settings.channels.outbound, 'room', room), OUTBOUND);
  }
}
