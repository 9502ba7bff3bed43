// The auth-service over HTTP: session, rooms, history, token requests.

/** A failed response; `status` 0 means that there was none. ably-js reads statusCode and code. */
export class ServiceError extends Error {
  constructor(status, code, message) {
    super(message);
    this.statusCode = this.status = status;
    this.code = code;
  }
}

/**
 * A cookie identifies same-origin pages. Pages of other origins keep the session themselves
 * and send it as a bearer, because browsers withhold cookies from other sites.
 */
export class Service {
  #settings;
  #session = '';

  constructor(settings) {
    this.#settings = settings;
  }

  get #key() {
    return `chat-session ${this.#settings.base.href}`;
  }

  /** Another window may have renewed the session; the text that was replaced soon counts as stolen. */
  get #bearer() {
    return this.#settings.foreign ? (stored((storage) => storage.getItem(this.#key)) ?? this.#session) : '';
  }

  /** Starts or continues this browser's guest session; returns its client id. */
  async begin() {
    const begin = () => this.#call('POST', this.#settings.url('session'), {});
    const { session, clientId } = await begin().catch((error) => {
      if (error.status !== 401) {
        throw error;
      }
      this.#session = '';
      stored((storage) => storage.removeItem(this.#key));
      return begin();
    });
    if (this.#settings.foreign) {
      this.#session = session;
      stored((storage) => storage.setItem(this.#key, session));
    }
    return clientId;
  }

  /** Signs out in this browser. */
  async end() {
    await this.#call('DELETE', this.#settings.url('session'));
    stored((storage) => storage.removeItem(this.#key));
  }

  rooms() {
    return this.#call('GET', this.#settings.url('rooms'));
  }

  /** One page of published messages, oldest first; `before` is a seq or null for the newest. */
  history(room, before, limit) {
    const path = this.#settings.url('history').replace('%7Broom%7D', encodeURIComponent(room));
    return this.#call('GET', `${path}?limit=${limit}${before === null ? '' : `&before=${before}`}`);
  }

  tokenRequest(rooms) {
    return this.#call('POST', this.#settings.url('auth'), { rooms });
  }

  async #call(method, url, body) {
    const bearer = this.#bearer;
    const response = await fetch(url, {
      method,
      headers: {
        ...(bearer && { Authorization: `Bearer ${bearer}` }),
        ...(body && { 'Content-Type': 'application/json' }),
      },
      body: body && JSON.stringify(body),
      credentials: this.#settings.foreign ? 'omit' : 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(10_000),
    }).catch(() => {
      throw new ServiceError(0, 80000, 'The chat service cannot be reached.');
    });
    const answer = await response.json().catch(() => ({}));
    if (response.ok) {
      return answer;
    }
    const { code = response.status * 100, message = `The chat service answered ${response.status}.` } = answer.error ?? {};
    throw new ServiceError(response.status, code, message);
  }
}

/** Storage may be forbidden: then a session lasts as long as the page. */
function stored(work) {
  try {
    return work(globalThis.localStorage);
  } catch {
    return null;
  }
}
