// Messages that this page sent and has not received back: waiting, sending, sent, delivered, rejected, held, failed.

const REASONS = {
  anonymous: 'it has no author',
  deletion: 'messages can’t be deleted',
  edit: 'messages can’t be changed',
  empty: 'it is empty',
  moderator: 'a moderator decided so',
  shape: 'it is not a text',
  too_long: 'it is too long',
  unjudged: 'it could not be checked',
};
const OVER = ['rejected', 'held', 'failed'];
const ANSWERED = ['delivered', 'rejected', 'held'];

/** 128 random bits; the broker and the worker drop repeats of it. */
export function newMessageId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What the worker leaves of a text: no control characters but line feed and tab, no halves of characters. */
export function cleaned(text) {
  return text
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .replace(/[\p{Cs}\p{Noncharacter_Code_Point}]/gu, '\uFFFD')
    .trim();
}

/** Format characters, which the worker may remove, and blanks decide nothing. */
const essence = (text) => [...cleaned(text).replace(/[\p{Cf}\p{Z}\s]/gu, '')];

/** Whether `published` is `sent` with some characters masked. */
export function looksLike(sent, published) {
  const [one, other] = [essence(sent), essence(published)];
  return one.length === other.length && one.every((character, index) => character === other[index] || other[index] === '*');
}

/** The outgoing messages of one room, oldest first. Knows no DOM and no network. */
export class Outgoing {
  entries = [];

  add(text) {
    const entry = { id: newMessageId(), text, state: 'waiting', note: '', since: Date.now() };
    this.entries.push(entry);
    return entry;
  }

  remove(entry) {
    this.entries = this.entries.filter((other) => other !== entry);
  }

  /** The broker has the message. Feedback may have arrived before and says more. */
  acknowledged(entry) {
    if (entry.state === 'sending') {
      entry.state = 'sent';
    }
  }

  /** Whether the relay has said what became of it. */
  isAnswered(entry) {
    return ANSWERED.includes(entry.state);
  }

  /** What the broker took and the relay has not published yet, as far as is known here. */
  get unsettled() {
    return this.entries.filter(({ state }) => state === 'sent' || state === 'delivered');
  }

  /** The relay accepted these and the newest page has been read: they are shown there. */
  settleDelivered() {
    this.entries = this.entries.filter(({ state }) => state !== 'delivered');
  }

  /** The room takes nothing more. */
  close() {
    this.entries
      .filter((entry) => !OVER.includes(entry.state) && entry.state !== 'delivered')
      .forEach((entry) => Object.assign(entry, { state: 'failed', note: 'Not published: this room is closed.' }));
  }

  /** Applies private feedback on one message; returns whether it concerns one of this page's. */
  feedback({ id, verdict, reason }) {
    const entry = this.entries.find((other) => other.id === id);
    if (!entry) {
      return false;
    }
    if (reason === 'approved') {
      this.remove(entry); // a moderator let it go: it comes, or came, as a message of the room
      return true;
    }
    entry.state = { rejected: 'rejected', held: 'held' }[verdict] ?? 'delivered';
    if (verdict === 'rejected') {
      entry.note = `Not published: ${REASONS[reason] ?? 'it breaks the rules of this room'}.`;
    }
    return true;
  }

  /** Removes the entry of an own message that was published. One author's messages keep their order. */
  published(message) {
    const waiting = this.entries.filter((entry) => !OVER.includes(entry.state));
    const entry =
      waiting.find((other) => looksLike(other.text, message.text)) ??
      (message.verdict === 'masked' ? waiting.find((other) => other.state === 'delivered') : null);
    if (entry) {
      this.remove(entry);
    }
  }
}
