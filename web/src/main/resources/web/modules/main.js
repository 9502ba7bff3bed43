// Assembles the page: settings, session, rooms, connection, view.

import { Composer } from './composer.js';
import { Connection } from './connection.js';
import { guestName } from './people.js';
import { Room } from './room.js';
import { RoomList } from './roomlist.js';
import { loadSdk } from './sdk.js';
import { Sender } from './sender.js';
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
  #sender = new Sender(
    (room, entry) => this.#connection.publish(room.name, entry.text, entry.id),
    (room, entry) => this.#progress(room, entry),
  );

  async start() {
    const [ably, settings] = await Promise.all([loadSdk(), loadSettings(document)]);
    const service = new Service(settings);
    const clientId = await service.begin();
    document.getElementById('me').textContent = `You are ${guestName(clientId)}`;
    document.getElementById('sign-out').addEventListener('click', () => this.#signOut(service));
    for (const room of (await service.rooms()).rooms) {
      this.#rooms.set(room.name, new Room(room, service, clientId, (...change) => this.#changed(...change)));
    }
    this.#view = new MessageView(clientId, {
      older: () => this.#current.older(),
      again: (entry) => this.#sender.add(this.#current, entry),
      edit: (entry) => this.#composer.restore(this.#dismiss(entry).text),
      dismiss: (entry) => this.#dismiss(entry),
    });
    this.#composer = new Composer(settings.limits.textCodePoints, (text) => this.#send(text));
    this.#connection = new Connection(ably, settings, service, clientId, {
      state: (change) => this.#stateChanged(change),
      attached: (name) => this.#rooms.get(name).attached(),
      refused: (name) => this.#rooms.get(name).check(),
      message: (name, message) => this.#rooms.get(name).live(message),
      feedback: (data) => this.#rooms.get(data.room)?.feedback(data),
    });
    globalThis.addEventListener('hashchange', () => this.#open());
    globalThis.addEventListener('online', () => this.#connection.retry());
    globalThis.addEventListener('pagehide', () => this.#connection.close());
    globalThis.addEventListener('pageshow', (event) => event.persisted && location.reload());
    await this.#open();
  }

  /** Ends the session; the next one is another guest's. */
  async #signOut(service) {
    await service.end().catch((error) => this.fail(error));
    location.reload();
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
    this.#openComposer(room);
    await this.#connection.join(room.name).catch((error) => this.fail(error));
  }

  #openComposer(room) {
    if (room.closed) {
      this.#composer.disable('This room is closed.');
    } else {
      this.#composer.enable(room.title);
    }
  }

  #changed(room, added, older) {
    room.watch();
    if (room !== this.#current || this.#view.atEnd) {
      room.trim();
    }
    if (room === this.#current) {
      this.#view.update(room, added, older);
      if (room.closed) {
        this.#openComposer(room);
      }
    } else if (room.loaded && !older) {
      room.unread += added.length;
      this.#list.show(this.#rooms.values(), this.#current);
    }
  }

  /** Answers false when too many messages wait already. */
  #send(text) {
    if (this.#sender.full) {
      return false;
    }
    this.#sender.add(this.#current, this.#current.outgoing.add(text));
    this.#view.toEnd();
    return true;
  }

  #progress(room, entry) {
    if (entry.state === 'failed') {
      room.check(); // the room may be closed
    }
    this.#changed(room, [], false);
  }

  #dismiss(entry) {
    this.#sender.remove(entry);
    this.#current.outgoing.remove(entry);
    this.#changed(this.#current, [], false);
    return entry;
  }

  #stateChanged(change) {
    this.#status.show(change);
    this.#sender.connected(change.current === 'connected');
    if (change.current === 'failed') {
      this.#composer.disable();
    }
  }
}

const page = new Page();
page.start().catch((error) => page.fail(error));
