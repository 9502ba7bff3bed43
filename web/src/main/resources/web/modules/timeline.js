// What is known of one room: messages by seq, which is dense from 1, so a missing number is a hole.

/** Brings an outbound message and a history row to one form; null when it is neither. */
export function messageOf(source) {
  const headers = source.extras?.headers ?? source;
  const seq = Number(headers.seq);
  const text = typeof source.data === 'string' ? source.data : (source.data?.text ?? source.text);
  if (!Number.isSafeInteger(seq) || seq < 1 || typeof text !== 'string') {
    return null;
  }
  return {
    room: String(headers.room ?? ''),
    seq,
    text,
    clientId: String(source.clientId ?? ''),
    author: typeof headers.author === 'string' ? headers.author : '',
    verdict: String(headers.verdict ?? ''),
    timestamp: Number(source.timestamp) || Date.now(),
  };
}

/** Holds each message once, however often it is merged. Knows no DOM and no network. */
export class Timeline {
  #messages = new Map();
  #lost = [];
  /** Whether the service holds rows below the oldest one here. */
  hasOlder = false;

  get size() {
    return this.#messages.size;
  }

  get oldest() {
    return Math.min(...this.#messages.keys());
  }

  get newest() {
    return Math.max(...this.#messages.keys());
  }

  has(seq) {
    return this.#messages.has(seq);
  }

  get(seq) {
    return this.#messages.get(seq);
  }

  /** Adds what is new; answers exactly that, by seq. */
  merge(messages) {
    const added = [];
    for (const message of messages) {
      if (message && !this.#messages.has(message.seq)) {
        this.#messages.set(message.seq, message);
        added.push(message);
      }
    }
    return added.sort((one, other) => one.seq - other.seq);
  }

  /** Lets go of a message at the old end; it can be read again. */
  forget(seq) {
    this.#messages.delete(seq);
    this.hasOlder = true;
  }

  /** The messages in order. */
  all() {
    return [...this.#messages.values()].sort((one, other) => one.seq - other.seq);
  }

  /** The newest run of missing numbers inside what is held, or null; runs given up do not count. */
  hole() {
    const seqs = [...this.#messages.keys()].sort((one, other) => other - one);
    for (let index = 0; index + 1 < seqs.length; index++) {
      const to = seqs[index] - 1;
      const from = seqs[index + 1] + 1;
      if (from <= to && !this.#lost.includes(to)) {
        return { from, to };
      }
    }
    return null;
  }

  /** The service has nothing for this hole either: messages that were never published. */
  giveUp(hole) {
    this.#lost.push(hole.to);
  }
}
