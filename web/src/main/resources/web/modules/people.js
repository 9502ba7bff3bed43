// How people and times are shown.

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });

/** The server's name for the author, else one made from the client id. */
export function nameOf(message) {
  return withoutControls(message.author) || guestName(message.clientId);
}

export function guestName(clientId) {
  return clientId ? `Guest ${clientId.slice(-4)}` : 'Guest';
}

/** Two letters for the avatar. */
export function initialsOf(name) {
  const words = name.split(/\s+/u).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [name];
  const initials = words.length > 1 ? letters.map((word) => [...word][0]) : [...name].slice(0, 2);
  return initials.join('').toLocaleUpperCase();
}

/** A hue for the avatar, the same everywhere for one client id. */
export function hueOf(clientId) {
  let hash = 0;
  for (const character of clientId) {
    hash = (hash * 31 + character.codePointAt(0)) >>> 0;
  }
  return hash % 360;
}

export function timeOf(timestamp) {
  return clock.format(timestamp);
}

export function momentOf(timestamp) {
  return moment.format(timestamp);
}

export function dayOf(timestamp) {
  return day.format(timestamp);
}

/** Direction overrides and other controls have no place in a name: they can forge another one. */
function withoutControls(text) {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '').trim();
}
