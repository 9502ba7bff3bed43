// One room: its timeline, its outgoing messages, and the merge of history and live messages.

import { Outgoing } from './outgoing.js';
import { Timeline, messageOf } from './timeline.js';

const PAGE = 50;
/** How long the relay may stay silent about a message before history is asked; doubled up to a minute. */
const SILENCE_MILLIS = 3_000;
/** Pages read to close a hole; a longer one cuts off older messages, which scrolling back reads again. */
const HOLE_PAGES = 4;
const MOST = 600;

export class Room {
  timeline = new Timeline();
  outgoing = new Outgoing();
  unread = 0;
  /** Whether the newest page has been read, so that "no messages" is a fact. */
  loaded = false;
  /** The room was archived: nothing can be sent here any more. */
  closed = false;
  #service;
  #clientId;
  #changed;
  #reading = Promise.resolve();
  #silence = SILENCE_MILLIS;
  #timer = 0;

  /** `changed(room, added, older)` is called after each change; `older`: added above the rest. */
  constructor({ name, title }, service, clientId, changed) {
    this.name = name;
    this.title = title;
    this.#service = service;
    this.#clientId = clientId;
    this.#changed = changed;
  }

  /** A message from the broker, live or rewound. */
  live(source) {
    const message = messageOf(source);
    if (message?.room === this.name && this.#merge([message], false) && this.loaded && this.timeline.hole()) {
      this.#fill();
    }
  }

  /** After each attach without a resumption: reads the missed messages. */
  attached() {
    this.#once(async () => {
      await this.#page(null, false);
      this.loaded = true;
      this.#changed(this, [], false);
    });
    this.#fill();
  }

  /** Reads the page before the oldest message here. */
  older() {
    this.#once(async () => this.timeline.hasOlder && (await this.#page(this.timeline.oldest, true)));
  }

  /** Returns whether it concerns a message of this room. */
  feedback(data) {
    const ours = this.outgoing.feedback(data);
    if (ours) {
      this.#changed(this, [], false);
    }
    return ours;
  }

  /** Asks the service what became of this room and its messages: the relay is silent, or access was refused. */
  check() {
    this.#once(async () => {
      await this.#page(null, false);
      this.outgoing.settleDelivered();
      this.#changed(this, [], false);
    });
    this.#fill();
  }

  /** While messages wait for the relay's word, history is asked now and then. */
  watch() {
    if (this.outgoing.unsettled.length === 0) {
      clearTimeout(this.#timer);
      this.#timer = 0;
      this.#silence = SILENCE_MILLIS;
    } else if (this.#timer === 0) {
      this.#timer = setTimeout(() => {
        this.#timer = 0;
        this.check();
      }, this.#silence);
      this.#silence = Math.min(this.#silence * 2, 60_000);
    }
  }

  /** Drops the oldest messages of a long session. */
  trim() {
    if (this.timeline.size > MOST) {
      this.timeline.dropBelow(this.timeline.all().at(-MOST / 2).seq);
    }
  }

  /** Fills holes, newest first. */
  #fill() {
    this.#once(async () => {
      for (let pages = 0, hole; (hole = this.timeline.hole()); pages++) {
        if (pages === HOLE_PAGES) {
          this.timeline.dropBelow(hole.to + 1);
          this.#changed(this, [], false);
        } else if (!(await this.#page(hole.to + 1, false)).some(({ seq }) => seq >= hole.from && seq <= hole.to)) {
          this.timeline.giveUp(hole);
        }
      }
    });
  }

  async #page(before, older) {
    const { messages, next } = await this.#service.history(this.name, before, PAGE);
    this.closed = false;
    const found = messages.map(messageOf).filter(Boolean);
    if (this.timeline.size === 0 || found[0]?.seq <= this.timeline.oldest) {
      this.timeline.hasOlder = Boolean(next);
    } else if (older) {
      this.timeline.hasOlder = false;
    }
    this.#merge(found, older);
    return found;
  }

  #merge(messages, older) {
    const added = this.timeline.merge(messages);
    added.filter(({ clientId }) => clientId === this.#clientId).forEach((message) => this.outgoing.published(message));
    if (added.length > 0) {
      this.#changed(this, added, older);
    }
    return added.length > 0;
  }

  /** One read after the other; a failure changes nothing, and the next attach retries. */
  #once(work) {
    this.#reading = this.#reading.then(work).catch((error) => {
      console.warn('history:', error.message);
      if (error.status === 404) {
        this.closed = true;
        this.outgoing.close();
      }
      this.#changed(this, [], false);
    });
  }
}
