// Formats people and times.

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });

export const timeOf = (timestamp) => clock.format(timestamp);
export const dayOf = (timestamp) => day.format(timestamp);
export const momentOf = (timestamp) => moment.format(timestamp);

/**
 * The server's name for the author, else one made from the client id. Direction overrides and other
 * control characters are removed: they can forge another name.
 */
export function nameOf({ author, clientId }) {
  return author.replace(/[\p{Cc}\p{Cf}]/gu, '').trim() || guestName(clientId);
}

export function guestName(clientId) {
  return `Guest ${clientId.slice(-4)}`;
}

/** Two letters for the avatar. */
export function initialsOf({ author, clientId }) {
  const words = author.split(/\s+/u).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)].map((word) => [...word][0]) : [...(author || clientId.slice(-4))];
  return letters.slice(0, 2).join('').toLocaleUpperCase();
}

/** A hue for the avatar, the same everywhere for one client id. */
export function hueOf(clientId) {
  return [...clientId].reduce((hash, character) => (hash * 31 + character.codePointAt(0)) >>> 0, 0) % 360;
}
