// Puts the page together: settings, session, rooms, connection, view.

import { Composer } from './composer.js';
import { Connection } from './connection.js';
import { guestName } from './people.js';
import { Room } from './room.js';
import { RoomList } from './roomlist.js';
import { loadSdk } from './sdk.js';
import { Service } from './service.js';
import { loadSettings } from './settings.js';
import { Status } from './status.js';
import { MessageView } from './view.js';

class Page {
  #connection;
  #rooms = new Map();
  #current = null;
  #status = new Status(() => this.#connection.retry());
  #list = new RoomList((name) => (location.hash = name));
  #view;
  #composer;

  async start() {
    const [ably, settings] = await Promise.all([loadSdk(), loadSettings(document)]);
    const service = new Service(settings);
    const clientId = await service.begin();
    document.getElementById('me').textContent = `You are ${guestName(clientId)}`;
    for (const room of (await service.rooms()).rooms) {
      this.#rooms.set(room.name, new Room(room, service, clientId, (...change) => this.#changed(...change)));
    }
    this.#view = new MessageView(clientId, {
      older: () => this.#current.older(),
      again: (entry) => this.#publish(this.#current, entry),
      edit: (entry) => this.#composer.restore(this.#dismiss(entry).text),
      dismiss: (entry) => this.#dismiss(entry),
    });
    this.#composer = new Composer(settings.limits.textCodePoints, (text) => this.#send(text));
    this.#connection = new Connection(ably, settings, service, clientId, {
      state: (change) => this.#stateChanged(change),
      attached: (name) => this.#rooms.get(name).attached(),
      message: (name, message) => this.#rooms.get(name).live(message),
      feedback: (data) => this.#rooms.get(data.room)?.feedback(data),
    });
    globalThis.addEventListener('hashchange', () => this.#open());
    globalThis.addEventListener('online', () => this.#connection.retry());
    globalThis.addEventListener('pagehide', () => this.#connection.close());
    globalThis.addEventListener('pageshow', (event) => event.persisted && location.reload());
    await this.#open();
  }

  fail(error) {
    this.#status.fail(error.message);
  }

  /** Enters the room that the address names, else the first. */
  async #open() {
    const room = this.#rooms.get(location.hash.slice(1)) ?? this.#rooms.values().next().value;
    if (!room) {
      this.#status.fail('There is no room yet.');
      return;
    }
    this.#current = room;
    room.unread = 0;
    document.title = `#${room.title} · Chat`;
    document.getElementById('title').textContent = `# ${room.title}`;
    this.#list.show(this.#rooms.values(), room);
    this.#view.show(room);
    this.#composer.enable(room.title);
    await this.#connection.join(room.name).catch((error) => this.fail(error));
  }

  #changed(room, added, older) {
    if (room !== this.#current || this.#view.atEnd) {
      room.trim();
    }
    if (room === this.#current) {
      this.#view.update(room, added, older);
    } else if (room.loaded && !older) {
      room.unread += added.length;
      this.#list.show(this.#rooms.values(), this.#current);
    }
  }

  #send(text) {
    const entry = this.#current.outgoing.add(text);
    this.#publish(this.#current, entry);
    this.#view.toEnd();
  }

  async #publish(room, entry) {
    Object.assign(entry, { state: 'sending', note: '' });
    this.#changed(room, [], false);
    try {
      await this.#connection.publish(room.name, entry.text, entry.id);
      room.outgoing.acknowledged(entry);
    } catch (error) {
      Object.assign(entry, { state: 'failed', note: `Not sent: ${error.message}` });
    }
    this.#changed(room, [], false);
  }

  #dismiss(entry) {
    this.#current.outgoing.remove(entry);
    this.#changed(this.#current, [], false);
    return entry;
  }

  #stateChanged(change) {
    this.#status.show(change);
    if (change.current === 'failed') {
      this.#composer.disable();
    }
  }
}

const page = new Page();
page.start().catch((error) => page.fail(error));
