// The message list. Text reaches the page as text nodes only; rows are keyed by seq.

import { appendText } from './links.js';
import { dayOf, hueOf, initialsOf, momentOf, nameOf, timeOf } from './people.js';

const GROUP_MILLIS = 5 * 60_000;
const NEAR_END = 80;
const LABELS = {
  waiting: 'Waits for the connection …',
  sending: 'Sending …',
  sent: 'Sent, being checked …',
  delivered: 'Published',
  held: 'Waits for a moderator.',
};

export class MessageView {
  #log = document.getElementById('log');
  #tail = document.getElementById('outgoing');
  #scroller = document.getElementById('scroller');
  #newer = document.getElementById('newer');
  #edge = document.getElementById('edge');
  #empty = document.getElementById('empty');
  #clientId;
  #actions;
  #unseen = 0;

  /** `actions`: older(), again(entry), edit(entry), dismiss(entry). */
  constructor(clientId, actions) {
    this.#clientId = clientId;
    this.#actions = actions;
    this.#scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    this.#newer.addEventListener('click', () => this.toEnd());
  }

  /** Shows another room from scratch. */
  show(room) {
    this.#log.replaceChildren();
    this.update(room, room.timeline.all(), false);
    this.toEnd();
  }

  /** Adds rows and redraws the outgoing ones; keeps the reader's place unless at the end. */
  update(room, added, older) {
    const atEnd = this.atEnd;
    const fromEnd = this.#scroller.scrollHeight - this.#scroller.scrollTop;
    // A live region announces new messages, not a whole page of history.
    this.#log.ariaBusy = String(older || added.length > 20);
    this.#insert(added);
    this.#regroup(room);
    this.#tail.replaceChildren(...room.outgoing.entries.map((entry) => this.#outgoingRow(room, entry)));
    this.#edge.hidden = room.timeline.size === 0;
    this.#edge.textContent = room.timeline.hasOlder ? 'Scroll up for older messages' : 'This is where the room begins';
    this.#empty.hidden = !room.loaded || room.timeline.size > 0 || room.outgoing.entries.length > 0;
    if (older) {
      this.#scroller.scrollTop = this.#scroller.scrollHeight - fromEnd;
    } else if (atEnd) {
      this.toEnd();
    } else {
      this.#showUnseen(this.#unseen + added.filter(({ clientId }) => clientId !== this.#clientId).length);
    }
    requestAnimationFrame(() => (this.#log.ariaBusy = 'false'));
  }

  toEnd() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#showUnseen(0);
  }

  #insert(added) {
    const rows = [...this.#log.querySelectorAll('.message')];
    let index = rows.length;
    for (const message of added.toReversed()) {
      while (index > 0 && Number(rows[index - 1].dataset.seq) > message.seq) {
        index--;
      }
      const row = this.#row(message, nameOf(message));
      row.dataset.seq = String(message.seq);
      if (message.verdict === 'masked' && message.clientId === this.#clientId) {
        row.lastChild.append(element('p', 'note', 'Words were masked by the room’s filter.'));
      }
      this.#log.insertBefore(row, rows[index] ?? null);
      rows.splice(index, 0, row);
    }
  }

  /** Days and groups depend on neighbours; removes rows that the room has dropped. */
  #regroup(room) {
    let last = null;
    for (const row of this.#log.querySelectorAll('.message')) {
      const message = room.timeline.get(Number(row.dataset.seq));
      if (!message) {
        row.remove();
        continue;
      }
      const newDay = !last || dayOf(last.timestamp) !== dayOf(message.timestamp);
      const group = !newDay && last.clientId === message.clientId && message.timestamp - last.timestamp < GROUP_MILLIS;
      row.classList.toggle('first', !group);
      row.classList.toggle('first-of-day', newDay);
      row.dataset.day = dayOf(message.timestamp);
      last = message;
    }
  }

  #outgoingRow(room, entry) {
    const row = this.#row({ text: entry.text, clientId: this.#clientId, author: '', timestamp: entry.since }, 'You');
    const note = element('p', 'note', entry.note || LABELS[entry.state]);
    const choices = {
      waiting: [],
      failed: room.closed ? [] : [['Try again', 'again']],
      rejected: [['Edit', 'edit']],
      held: [],
    }[entry.state];
    for (const [label, action] of choices ? [...choices, ['Dismiss', 'dismiss']] : []) {
      const button = element('button', '', label);
      button.type = 'button';
      button.addEventListener('click', () => this.#actions[action](entry));
      note.append(button);
    }
    row.classList.add('first');
    row.dataset.state = entry.state;
    row.lastChild.append(note);
    return row;
  }

  #row(message, name) {
    const row = element('div', message.clientId === this.#clientId ? 'message mine' : 'message');
    const avatar = element('span', 'avatar', initialsOf(message));
    avatar.style.setProperty('--hue', String(hueOf(message.clientId)));
    avatar.ariaHidden = 'true';
    const time = element('time', '', timeOf(message.timestamp));
    time.dateTime = new Date(message.timestamp).toISOString();
    time.title = momentOf(message.timestamp);
    const who = element('div', 'who');
    who.append(element('b', '', name), time);
    const words = element('p', 'words');
    words.dir = 'auto';
    appendText(words, message.text);
    const body = element('div', 'body');
    body.append(who, words);
    row.append(avatar, body);
    return row;
  }

  #scrolled() {
    if (this.atEnd) {
      this.#showUnseen(0);
    }
    if (this.#scroller.scrollTop < 200) {
      this.#actions.older();
    }
  }

  /** Whether the newest message is in sight. */
  get atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_END;
  }

  #showUnseen(count) {
    this.#unseen = count;
    this.#newer.hidden = count === 0;
    this.#newer.textContent = `${count} new ↓`;
  }
}

function element(name, classes, text = '') {
  const made = document.createElement(name);
  made.className = classes;
  made.textContent = text;
  return made;
}
