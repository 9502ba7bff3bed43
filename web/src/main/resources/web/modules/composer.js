// The message field: grows with its text, Enter sends, except within an input method.

import { cleaned } from './outgoing.js';

export class Composer {
  #field = document.getElementById('text');
  #button = document.getElementById('send');
  #hint = document.getElementById('hint');
  #usual = this.#hint.textContent;
  #most;

  /** `send(text)` is called with cleaned text of 1 to `most` code points; false leaves it in the field. */
  constructor(most, send) {
    this.#most = most;
    this.#field.addEventListener('input', () => this.#changed());
    this.#field.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.#submit(send);
      }
    });
    document.getElementById('composer').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit(send);
    });
  }

  /** Opens the field for a room. */
  enable(title) {
    this.#field.disabled = false;
    this.#field.placeholder = `Message #${title}`;
    this.#changed();
  }

  /** Nothing can be sent any more; `why` takes the place of the text. */
  disable(why = '') {
    this.#field.disabled = true;
    this.#field.placeholder = why;
    this.#button.disabled = true;
  }

  /** Restores a text for editing; text already in the field follows it. */
  restore(text) {
    this.#field.value = [text, this.#field.value].filter(Boolean).join('\n');
    this.#changed();
    this.#field.focus();
  }

  #submit(send) {
    const text = cleaned(this.#field.value);
    if (this.#button.disabled || !text) {
      return;
    }
    const sent = send(text) !== false;
    if (sent) {
      this.#field.value = '';
    }
    this.#changed();
    if (!sent) {
      this.#hint.textContent = 'Too many messages wait for the connection. Send this one later.';
    }
    this.#field.focus();
  }

  #changed() {
    const length = [...cleaned(this.#field.value)].length;
    const over = length > this.#most;
    this.#button.disabled = length === 0 || over;
    this.#hint.toggleAttribute('data-over', over);
    this.#hint.textContent = length > this.#most * 0.8 ? `${length} of ${this.#most} characters` : this.#usual;
  }
}
