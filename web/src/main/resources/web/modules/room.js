// One room: its timeline, what is on its way out, and how history and live messages become one.

import { Outgoing } from './outgoing.js';
import { Timeline, messageOf } from './timeline.js';

const PAGE = 50;
/** Pages read to close a hole; beyond it the reader sees that something lies between. */
const HOLE_PAGES = 4;

export class Room {
  timeline = new Timeline();
  outgoing = new Outgoing();
  unread = 0;
  #service;
  #changed;
  #loading = null;
  #loaded = false;

  /** `changed(room, added, older)` is called after each change; `older`: added above the rest. */
  constructor(name, title, service, changed) {
    this.name = name;
    this.title = title;
    this.#service = service;
    this.#changed = changed;
  }

  /** Whether the newest page has been read, so that "no messages" is a fact. */
  get loaded() {
    return this.#loaded;
  }

  /** A message from the broker, live or rewound. */
  live(source, clientId) {
    const message = messageOf(source);
    if (!message || message.room !== this.name) {
      return;
    }
    const added = this.timeline.merge([message]);
    if (added.length === 0) {
      return;
    }
    if (message.clientId === clientId) {
      this.outgoing.published(message);
    }
    this.#changed(this, added, false);
    if (this.#loaded) {
      this.#fill();
    }
  }

  /** After each attach that was not a resumption: what was missed is read back. */
  async attached() {
    await this.#once(async () => {
      await this.#page(null, false);
      this.#loaded = true;
    });
    await this.#fill();
  }

  /** The page before the oldest message here. */
  older() {
    return this.timeline.hasOlder ? this.#once(() => this.#page(this.timeline.oldest, true)) : Promise.resolve();
  }

  feedback(data) {
    const ours = this.outgoing.feedback(data);
    if (ours) {
      this.outgoing.settle(this.timeline);
      this.#changed(this, [], false);
    }
    return ours;
  }

  /** Reads holes back, newest first, a few pages at most. */
  #fill() {
    return this.#once(async () => {
      for (let pages = 0; pages < HOLE_PAGES; pages++) {
        const hole = this.timeline.hole();
        if (!hole) {
          return;
        }
        const found = await this.#page(hole.to + 1, false);
        if (!found.some((message) => message.seq <= hole.to && message.seq >= hole.from)) {
          this.timeline.giveUp(hole);
        }
      }
      for (let hole = this.timeline.hole(); hole; hole = this.timeline.hole()) {
        this.timeline.giveUp(hole);
      }
      this.#changed(this, [], false);
    });
  }

  async #page(before, older) {
    const first = this.timeline.size === 0;
    const { messages, next } = await this.#service.history(this.name, before, PAGE);
    const found = messages.map(messageOf).filter(Boolean);
    const reachesOldest = first || older || found.some((message) => message.seq <= this.timeline.oldest);
    const added = this.timeline.merge(found);
    if (reachesOldest) {
      this.timeline.hasOlder = Boolean(next);
    }
    this.outgoing.settle(this.timeline);
    this.#changed(this, added, older);
    return found;
  }

  /** One reading at a time; a failure leaves everything as it was and the next attach tries again. */
  async #once(work) {
    while (this.#loading) {
      await this.#loading;
    }
    this.#loading = work().catch(() => {});
    try {
      await this.#loading;
    } finally {
      this.#loading = null;
    }
  }
}
