// The realtime connection: one client, the rooms it is in, and what it publishes.

import { channelName } from './settings.js';

/** Reaches back far enough to cover rows that are published but not yet marked so in the database. */
const REWIND = '15s';

/**
 * `on` takes the callbacks: state(change), message(room, message), attached(room), feedback(data).
 * The token always covers every room this page is in, so that a renewal never takes one away.
 */
export class Connection {
  #ably;
  #settings;
  #service;
  #on;
  #client = null;
  #rooms = [];

  constructor(ably, settings, service, on) {
    this.#ably = ably;
    this.#settings = settings;
    this.#service = service;
    this.#on = on;
  }

  /** Rooms that this page receives, the one used last at the end. */
  get rooms() {
    return [...this.#rooms];
  }

  /** Enters a room; answers the room it had to leave for it, or null. */
  async join(room, clientId) {
    const known = this.#rooms.includes(room);
    this.#rooms = [...this.#rooms.filter((other) => other !== room), room];
    if (known) {
      return null;
    }
    const left = this.#rooms.length > this.#settings.limits.rooms ? this.#rooms.shift() : null;
    if (left) {
      this.#leave(left);
    }
    if (!this.#client) {
      this.#connect(clientId);
    } else if (['connected', 'connecting'].includes(this.#client.connection.state)) {
      await this.#client.auth.authorize();
    }
    this.#receive(room);
    return left;
  }

  /** Resolves when the broker has acknowledged it; safe to repeat with the same id. */
  publish(room, text, id) {
    const channel = this.#client.channels.get(channelName(this.#settings.channels.inbound, 'room', room));
    return channel.publish({ id, name: 'message', data: text });
  }

  retry() {
    this.#client?.connect();
  }

  close() {
    this.#client?.close();
    this.#client = null;
    this.#rooms = [];
  }

  #connect(clientId) {
    const { endpoint, port, tls } = this.#settings.broker;
    const where = endpoint ? { endpoint, tls, port, tlsPort: port, fallbackHosts: [] } : {};
    this.#client = new this.#ably.Realtime({
      ...where,
      clientId,
      logLevel: 1,
      authCallback: (parameters, answer) => this.#token(answer),
    });
    this.#client.connection.on((change) => this.#on.state(change));
    const feedback = this.#client.channels.get(channelName(this.#settings.channels.feedback, 'client', clientId));
    feedback.subscribe((message) => this.#on.feedback({ verdict: message.name, ...message.data })).catch(() => {});
  }

  async #token(answer) {
    try {
      answer(null, await this.#service.tokenRequest(this.#rooms));
    } catch (error) {
      answer(error, null);
    }
  }

  #receive(room) {
    const channel = this.#channel(room);
    channel.on(['attached', 'update'], (change) => {
      if (!change.resumed) {
        this.#on.attached(room);
      }
    });
    channel.subscribe((message) => this.#on.message(room, message)).catch(() => {});
  }

  #leave(room) {
    const channel = this.#channel(room);
    channel.unsubscribe();
    channel.off();
    channel.detach().catch(() => {});
  }

  #channel(room) {
    return this.#client.channels.get(channelName(this.#settings.channels.outbound, 'room', room), {
      params: { rewind: REWIND },
      modes: ['SUBSCRIBE'],
    });
  }
}
