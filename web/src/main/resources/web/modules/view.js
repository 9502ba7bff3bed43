// The message list. Text reaches the page as text nodes only; rows are keyed by seq.

import { appendText } from './links.js';
import { dayOf, hueOf, initialsOf, momentOf, nameOf, timeOf } from './people.js';

const GROUP_MILLIS = 5 * 60_000;
const NEAR_END = 80;
const MOST_ROWS = 600;

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

  /** Shows another room from scratch; readers of a live region are not told its whole history. */
  show(room) {
    this.#unseen = 0;
    this.#log.replaceChildren();
    this.update(room, room.timeline.all(), false);
    this.toEnd();
  }

  /** Adds rows and redraws the outgoing ones; keeps the reader's place unless at the end. */
  update(room, added, older) {
    const atEnd = this.#atEnd();
    const fromEnd = this.#scroller.scrollHeight - this.#scroller.scrollTop;
    const quiet = older || added.length > 20;
    this.#log.ariaBusy = String(quiet);
    if (added.length > 0) {
      this.#insert(added);
      this.#regroup(room);
      if (atEnd) {
        this.#trim(room);
      }
    }
    this.#drawOutgoing(room);
    this.#edge.hidden = room.timeline.size === 0;
    this.#edge.textContent = room.timeline.hasOlder ? 'Scroll up for older messages' : 'This is where the room begins';
    this.#empty.hidden = !room.loaded || room.timeline.size > 0 || room.outgoing.entries.length > 0;
    if (older) {
      this.#scroller.scrollTop = this.#scroller.scrollHeight - fromEnd;
    } else if (atEnd) {
      this.toEnd();
    } else {
      this.#unseen += added.filter((message) => message.clientId !== this.#clientId).length;
    }
    this.#showUnseen();
    requestAnimationFrame(() => (this.#log.ariaBusy = 'false'));
  }

  toEnd() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#unseen = 0;
    this.#showUnseen();
  }

  #insert(added) {
    const rows = [...this.#log.querySelectorAll('.message')];
    let index = rows.length;
    for (const message of added.toReversed()) {
      while (index > 0 && Number(rows[index - 1].dataset.seq) > message.seq) {
        index--;
      }
      const row = this.#row(message);
      this.#log.insertBefore(row, rows[index] ?? null);
      rows.splice(index, 0, row);
    }
  }

  #row(message) {
    const row = element('li', 'message');
    row.dataset.seq = String(message.seq);
    row.classList.toggle('mine', message.clientId === this.#clientId);
    row.append(avatar(message), body(message, nameOf(message)));
    if (message.verdict === 'masked' && message.clientId === this.#clientId) {
      row.lastChild.append(element('p', 'note', 'Words were masked by the room’s filter.'));
    }
    return row;
  }

  /** Days, groups and gaps depend on neighbours, so they are worked out again after an insertion. */
  #regroup(room) {
    for (const mark of this.#log.querySelectorAll('.day, .gap')) {
      mark.remove();
    }
    let last = null;
    for (const row of this.#log.querySelectorAll('.message')) {
      const message = room.timeline.get(Number(row.dataset.seq));
      const newDay = !last || dayOf(last.timestamp) !== dayOf(message.timestamp);
      const sameGroup = !newDay && last.clientId === message.clientId && message.timestamp - last.timestamp < GROUP_MILLIS;
      row.classList.toggle('first', !sameGroup);
      if (newDay) {
        row.before(element('li', 'day', dayOf(message.timestamp)));
      }
      last = message;
    }
  }

  #trim(room) {
    const rows = [...this.#log.querySelectorAll('.message')];
    for (const row of rows.slice(0, Math.max(0, rows.length - MOST_ROWS))) {
      room.timeline.forget(Number(row.dataset.seq));
      row.remove();
    }
  }

  #drawOutgoing(room) {
    const rows = room.outgoing.entries.map((entry) => {
      const message = { text: entry.text, clientId: this.#clientId, author: '', timestamp: Date.now() };
      const row = element('li', 'message first mine');
      row.dataset.state = entry.state;
      row.append(avatar(message), body(message, 'You'));
      const note = element('p', 'note', entry.note || LABELS[entry.state]);
      for (const [label, action] of this.#choices(entry)) {
        const button = element('button', '', label);
        button.type = 'button';
        button.addEventListener('click', action);
        note.append(button);
      }
      row.lastChild.append(note);
      return row;
    });
    this.#tail.replaceChildren(...rows);
  }

  #choices(entry) {
    const dismiss = ['Dismiss', () => this.#actions.dismiss(entry)];
    if (entry.state === 'failed') {
      return [['Try again', () => this.#actions.again(entry)], dismiss];
    }
    return entry.state === 'rejected' ? [['Edit', () => this.#actions.edit(entry)], dismiss] : [];
  }

  #scrolled() {
    if (this.#atEnd()) {
      this.#unseen = 0;
      this.#showUnseen();
    }
    if (this.#scroller.scrollTop < 200) {
      this.#actions.older();
    }
  }

  #atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_END;
  }

  #showUnseen() {
    this.#newer.hidden = this.#unseen === 0;
    this.#newer.textContent = `${this.#unseen} new ↓`;
  }
}

const LABELS = {
  sending: 'Sending …',
  sent: 'Sent, being checked …',
  delivered: 'Published',
};

function avatar(message) {
  const sign = element('span', 'avatar', initialsOf(message.author || message.clientId.slice(-4)));
  sign.style.setProperty('--hue', String(hueOf(message.clientId)));
  sign.ariaHidden = 'true';
  return sign;
}

function body(message, name) {
  const part = element('div', 'body');
  const who = element('div', 'who');
  const time = element('time', '', timeOf(message.timestamp));
  time.dateTime = new Date(message.timestamp).toISOString();
  time.title = momentOf(message.timestamp);
  who.append(element('b', '', name), time);
  const words = element('p', 'words');
  words.dir = 'auto';
  appendText(words, message.text);
  part.append(who, words);
  return part;
}

function element(name, classes, text) {
  const made = document.createElement(name);
  if (classes) {
    made.className = classes;
  }
  if (text !== undefined) {
    made.textContent = text;
  }
  return made;
}
