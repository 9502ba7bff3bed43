// The locations of all services. The page's only setting is the auth-service's URL; the rest comes from there.

/** Reads the setting, then the configuration that the service publishes. */
export async function loadSettings(document) {
  const written = document.querySelector('meta[name="chat-auth-url"]')?.content.trim() ?? '';
  const base = baseOf(written, document.location.href);
  const response = await fetch(new URL('.well-known/chat-configuration', base), {
    credentials: 'omit',
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) {
    throw new Error(`The chat service answered ${response.status}.`);
  }
  const configuration = await response.json();
  return {
    base,
    foreign: base.origin !== document.location.origin,
    url: (name) => new URL(configuration.urls[name].replace(/^\//, ''), base).href,
    broker: configuration.broker,
    channels: configuration.channels,
    limits: configuration.limits,
  };
}

/** The folder that holds /auth: the setting may be the base URL or the token URL itself. */
export function baseOf(written, page) {
  const url = new URL(written || '/', page);
  url.search = '';
  url.hash = '';
  url.pathname = url.pathname.replace(/(api\/auth\/token|auth)?\/?$/, '').replace(/\/*$/, '/');
  return url;
}

/** Fills a template such as chat-in:{room}. */
export function channelName(template, field, value) {
  return template.replace(`{${field}}`, value);
}
