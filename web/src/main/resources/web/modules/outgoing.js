// Messages this page sent and has not seen come back: sending, sent, delivered, rejected, held, failed.

const REASONS = {
  too_long: 'it is too long',
  empty: 'it is empty',
  rate: 'you are sending too fast',
  banned_words: 'it breaks the rules of this room',
};

/** 128 random bits; the broker and the worker drop repeats of it. */
export function newMessageId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Whether `published` is `sent` with some characters masked. */
export function looksLike(sent, published) {
  const one = [...sent.trim()];
  const other = [...published.trim()];
  return one.length === other.length && one.every((character, index) => character === other[index] || other[index] === '*');
}

/** The outgoing messages of one room, oldest first. Knows no DOM and no network. */
export class Outgoing {
  #entries = [];

  get entries() {
    return this.#entries;
  }

  add(text) {
    const entry = { id: newMessageId(), text, state: 'sending', note: '', seq: null };
    this.#entries.push(entry);
    return entry;
  }

  remove(entry) {
    this.#entries = this.#entries.filter((other) => other !== entry);
  }

  /** The broker has it. Feedback may have come first and says more. */
  acknowledged(entry) {
    if (entry.state === 'sending') {
      entry.state = 'sent';
    }
  }

  /** Takes the relay's private word on one message; answers whether it was about one of ours. */
  feedback({ id, verdict, reason, seq }) {
    const entry = this.#entries.find((other) => other.id === id);
    if (!entry) {
      return false;
    }
    if (verdict === 'rejected') {
      entry.state = 'rejected';
      entry.note = `Not published: ${REASONS[reason] ?? 'it breaks the rules of this room'}.`;
    } else if (verdict === 'held') {
      entry.state = 'held';
      entry.note = 'Waits for a moderator.';
    } else {
      entry.state = 'delivered';
      entry.seq = Number(seq) || null;
    }
    return true;
  }

  /** An own message was published: the entry it came from, now removed, or null. */
  published(message) {
    const waiting = this.#entries.filter((entry) => !['rejected', 'held', 'failed'].includes(entry.state));
    const entry =
      waiting.find((other) => other.seq === message.seq) ??
      waiting.find((other) => other.seq === null && looksLike(other.text, message.text));
    if (entry) {
      this.remove(entry);
    }
    return entry ?? null;
  }

  /** Entries whose published form is known by number and already shown. */
  settle(timeline) {
    for (const entry of this.#entries.filter((other) => other.seq !== null && timeline.has(other.seq))) {
      this.remove(entry);
    }
  }
}
