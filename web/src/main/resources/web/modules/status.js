// The connection status shown to the reader.

const CHIPS = { connected: 'Live', disconnected: 'Reconnecting', suspended: 'Offline', closed: 'Closed', failed: 'Blocked' };

export class Status {
  #chip = document.getElementById('chip');
  #banner = document.getElementById('banner');
  #text = document.getElementById('banner-text');
  #retry = document.getElementById('retry');
  #timer = 0;

  constructor(retry) {
    this.#retry.addEventListener('click', retry);
  }

  /** Applies a connection state change of the SDK. */
  show({ current, reason, retryIn }) {
    clearInterval(this.#timer);
    this.#chip.dataset.state = current;
    this.#chip.textContent = CHIPS[current] ?? 'Connecting';
    if (current === 'disconnected' || current === 'suspended') {
      this.#countDown(Date.now() + (retryIn ?? 0));
    } else if (current === 'failed') {
      this.fail(reason?.message ?? 'The connection was refused.');
    } else if (current === 'connected') {
      this.#banner.hidden = true;
    }
  }

  /** Shows a final state, in one sentence. */
  fail(text) {
    this.#chip.dataset.state = 'failed';
    this.#chip.textContent = CHIPS.failed;
    this.#say(text, false);
  }

  #countDown(until) {
    const tell = () => {
      const seconds = Math.max(0, Math.ceil((until - Date.now()) / 1000));
      const where = navigator.onLine ? 'The connection is lost.' : 'You are offline.';
      this.#say(`${where} Trying again${seconds > 0 ? ` in ${seconds} s` : ' …'}`, true);
    };
    tell();
    this.#timer = setInterval(tell, 1000);
  }

  #say(text, retry) {
    this.#banner.dataset.state = retry ? 'waiting' : 'failed';
    this.#banner.hidden = false;
    this.#retry.hidden = !retry;
    this.#text.textContent = text;
  }
}
