// Sends what the reader wrote, in order and once, whenever the connection allows.

/** Messages that may wait for the connection; with more the reader is asked to wait. */
const MOST_WAITING = 50;
const RETRY_MILLIS = 3_000;

/**
 * One message is on its way at a time, so that none overtakes another. A repeat carries the same id
 * and is dropped by the broker and the worker when the first attempt did arrive.
 */
export class Sender {
  #queue = [];
  #up = false;
  #busy = false;
  #timer = 0;
  #publish;
  #changed;

  /** `publish(room, entry)` resolves when the broker has the message; `changed(room, entry)` shows it. */
  constructor(publish, changed) {
    this.#publish = publish;
    this.#changed = changed;
  }

  /** Whether no more messages can wait. */
  get full() {
    return this.#queue.length >= MOST_WAITING;
  }

  add(room, entry) {
    this.#set(room, entry, this.#up ? 'sending' : 'waiting', '');
    this.#queue.push({ room, entry });
    this.#send();
  }

  /** Takes a message back that is not on its way yet. */
  remove(entry) {
    this.#queue = this.#queue.filter((other) => other.entry !== entry);
  }

  /** Tells whether the connection carries messages. */
  connected(up) {
    this.#up = up;
    this.#send();
  }

  async #send() {
    if (this.#busy) {
      return;
    }
    this.#busy = true;
    while (this.#up && this.#queue.length > 0) {
      const { room, entry } = this.#queue[0];
      this.#set(room, entry, 'sending', '');
      try {
        await this.#publish(room, entry);
        room.outgoing.acknowledged(entry);
      } catch (error) {
        if (isPassing(error)) {
          this.#set(room, entry, 'waiting', '');
          this.#later();
          break;
        }
        this.#set(room, entry, 'failed', `Not sent: ${error.message}`);
      }
      this.remove(entry);
      this.#changed(room, entry);
    }
    this.#busy = false;
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#send(), RETRY_MILLIS);
  }

  #set(room, entry, state, note) {
    // Private feedback may have come before the acknowledgement and says more.
    if (!room.outgoing.isAnswered(entry)) {
      Object.assign(entry, { state, note });
      this.#changed(room, entry);
    }
  }
}

/** Whether the same message can go later: the connection, the token, the rate or the broker is the cause. */
function isPassing({ code = 0, statusCode = 0 }) {
  return (
    (code >= 80_000 && code < 81_000) ||
    (code >= 40_140 && code < 40_150) ||
    statusCode === 0 ||
    statusCode === 429 ||
    statusCode >= 500
  );
}
