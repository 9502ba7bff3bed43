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
import { applyTheme } from './theme.js';
import { MessageView } from './view.js';

class Page {
  #connection;
  #rooms = new Map();
  #current = null;
  #clientId = '';
  #status = new Status(() => this.#connection?.retry());
  #list = new RoomList((name) => (location.hash = name));
  #view;
  #composer;

  async start() {
    const [ably, settings] = await Promise.all([loadSdk(), loadSettings(document)]);
    const service = new Service(settings, globalThis.localStorage);
    this.#clientId = await service.begin();
    document.getElementById('me').textContent = `You are ${guestName(this.#clientId)}`;
    const { rooms } = await service.rooms();
    for (const { name, title } of rooms) {
      this.#rooms.set(name, new Room(name, title, service, (...change) => this.#changed(...change)));
    }
    this.#view = new MessageView(this.#clientId, {
      older: () => this.#current?.older(),
      again: (entry) => this.#publish(this.#current, entry),
      edit: (entry) => this.#edit(entry),
      dismiss: (entry) => this.#dismiss(entry),
    });
    this.#composer = new Composer(settings.limits.textCodePoints, (text) => this.#send(text));
    this.#connection = new Connection(ably, settings, service, {
      state: (change) => this.#stateChanged(change),
      attached: (name) => this.#rooms.get(name)?.attached(),
      message: (name, message) => this.#rooms.get(name)?.live(message, this.#clientId),
      feedback: (data) => [...this.#rooms.values()].some((room) => room.feedback(data)),
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
    const wanted = decodeURIComponent(location.hash.slice(1));
    const room = this.#rooms.get(wanted) ?? this.#rooms.values().next().value;
    if (!room) {
      this.#status.fail('There is no room yet.');
      return;
    }
    this.#current = room;
    room.unread = 0;
    document.title = `#${room.title} · Chat`;
    document.getElementById('title').textContent = `# ${room.title}`;
    this.#list.show([...this.#rooms.values()], room);
    this.#view.show(room);
    this.#composer.enable(room.title);
    try {
      await this.#connection.join(room.name, this.#clientId);
    } catch (error) {
      this.fail(error);
    }
  }

  #changed(room, added, older) {
    if (room === this.#current) {
      this.#view.update(room, added, older);
    } else if (room.loaded && !older) {
      room.unread += added.length;
      this.#list.show([...this.#rooms.values()], this.#current);
    }
  }

  #send(text) {
    const entry = this.#current.outgoing.add(text);
    this.#view.toEnd();
    this.#publish(this.#current, entry);
  }

  async #publish(room, entry) {
    entry.state = 'sending';
    entry.note = '';
    this.#changed(room, [], false);
    try {
      await this.#connection.publish(room.name, entry.text, entry.id);
      room.outgoing.acknowledged(entry);
    } catch (error) {
      entry.state = 'failed';
      entry.note = `Not sent: ${error.message ?? 'no connection'}`;
    }
    this.#changed(room, [], false);
  }

  #edit(entry) {
    this.#dismiss(entry);
    this.#composer.restore(entry.text);
  }

  #dismiss(entry) {
    this.#current.outgoing.remove(entry);
    this.#changed(this.#current, [], false);
  }

  #stateChanged(change) {
    this.#status.show(change);
    if (change.current === 'failed') {
      this.#composer.disable();
    }
  }
}

applyTheme();
const page = new Page();
page.start().catch((error) => page.fail(error));
