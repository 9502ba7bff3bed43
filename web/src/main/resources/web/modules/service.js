// The auth-service over HTTP: session, rooms, history, token requests.

/** An answer that is not a success; `status` 0 means there was none. */
export class ServiceError extends Error {
  constructor(status, code, message, retryAfter) {
    super(message);
    this.status = status;
    this.statusCode = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

/**
 * Same-origin pages are known by their cookie. Pages of other origins keep the session themselves
 * and send it as a bearer, because browsers hold back the cookies of other sites.
 */
export class Service {
  #settings;
  #storage;
  #session = null;

  constructor(settings, storage) {
    this.#settings = settings;
    this.#storage = storage;
  }

  /** Begins or continues this browser's guest session; answers its client id. */
  async begin() {
    this.#session = this.#settings.foreign ? this.#stored() : null;
    try {
      return await this.#newSession();
    } catch (error) {
      if (error.status !== 401) {
        throw error;
      }
      this.#session = null;
      return this.#newSession();
    }
  }

  rooms() {
    return this.#call('GET', this.#settings.url('rooms'));
  }

  /** One page of published messages, oldest first; `before` is a seq or null for the newest. */
  history(room, before, limit) {
    const url = new URL(this.#settings.url('history').replace('%7Broom%7D', encodeURIComponent(room)));
    url.searchParams.set('limit', String(limit));
    if (before !== null) {
      url.searchParams.set('before', String(before));
    }
    return this.#call('GET', url.href);
  }

  tokenRequest(rooms) {
    return this.#call('POST', this.#settings.url('auth'), { rooms });
  }

  async #newSession() {
    const { session, clientId } = await this.#call('POST', this.#settings.url('session'), {});
    if (this.#settings.foreign) {
      this.#session = session;
      this.#store(session);
    }
    return clientId;
  }

  async #call(method, url, body) {
    const headers = { Accept: 'application/json' };
    if (this.#session) {
      headers.Authorization = `Bearer ${this.#session}`;
    }
    if (body) {
      headers['Content-Type'] = 'application/json';
    }
    let response;
    try {
      response = await fetch(url, {
        method,
        headers,
        body: body && JSON.stringify(body),
        credentials: this.#settings.foreign ? 'omit' : 'same-origin',
        cache: 'no-store',
        signal: AbortSignal.timeout(10_000),
      });
    } catch {
      throw new ServiceError(0, 80000, 'The chat service cannot be reached.', 0);
    }
    const answer = await response.json().catch(() => ({}));
    if (response.ok) {
      return answer;
    }
    const retryAfter = Number(response.headers.get('Retry-After')) || 0;
    const { code = response.status * 100, message = `The chat service answered ${response.status}.` } = answer.error ?? {};
    throw new ServiceError(response.status, code, message, retryAfter);
  }

  #key() {
    return `chat-session ${this.#settings.base.href}`;
  }

  #stored() {
    try {
      return this.#storage.getItem(this.#key());
    } catch {
      return null; // Storage is forbidden here: the session lasts as long as the page.
    }
  }

  #store(session) {
    try {
      this.#storage.setItem(this.#key(), session);
    } catch {
      // As above.
    }
  }
}
