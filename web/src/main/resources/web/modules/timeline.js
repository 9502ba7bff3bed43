// The known messages of one room by seq, which is dense from 1, so that a missing number is a hole.

/** Converts an outbound message or a history row to one form; null for anything else. */
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
  #lost = new Set();
  /** Whether the service holds rows below the oldest one here. */
  hasOlder = false;

  get size() {
    return this.#messages.size;
  }

  get oldest() {
    return Math.min(...this.#messages.keys());
  }

  get(seq) {
    return this.#messages.get(seq);
  }

  /** The messages in order. */
  all() {
    return [...this.#messages.values()].sort((one, other) => one.seq - other.seq);
  }

  /** Adds new messages; returns exactly those, in order. */
  merge(messages) {
    const added = messages.filter((message) => message && !this.#messages.has(message.seq));
    added.forEach((message) => this.#messages.set(message.seq, message));
    return added.sort((one, other) => one.seq - other.seq);
  }

  /** The newest run of missing numbers between held messages, or null; skips abandoned runs. */
  hole() {
    const seqs = [...this.#messages.keys()].sort((one, other) => other - one);
    for (let index = 0; index + 1 < seqs.length; index++) {
      const [to, from] = [seqs[index] - 1, seqs[index + 1] + 1];
      if (from <= to && !this.#lost.has(to)) {
        return { from, to };
      }
    }
    return null;
  }

  /** Abandons a hole that the service can't fill: its messages were never published. */
  giveUp(hole) {
    this.#lost.add(hole.to);
  }

  /** Drops everything below `seq`; it can be read again. */
  dropBelow(seq) {
    [...this.#messages.keys()].filter((other) => other < seq).forEach((other) => this.#messages.delete(other));
    this.hasOlder = true;
  }
}
