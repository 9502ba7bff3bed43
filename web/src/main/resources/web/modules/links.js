// Text with clickable addresses, made of text nodes and anchors only.

const CANDIDATE = /https?:\/\/[^\s<>"'`]+/giu;
const TRAILING = /[.,;:!?)\]}»”’]+$/u;

/** Appends `text` to `parent`; only http and https addresses become links. */
export function appendText(parent, text) {
  let position = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const address = match[0].replace(TRAILING, '');
    const url = safeUrl(address);
    if (!url) {
      continue;
    }
    parent.append(text.slice(position, match.index), linkTo(url, address));
    position = match.index + address.length;
  }
  parent.append(text.slice(position));
}

/** The parsed address, or null: no other scheme, no user name that poses as a host. */
export function safeUrl(address) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  const plain = ['http:', 'https:'].includes(url.protocol) && !url.username && !url.password;
  return plain && url.hostname ? url : null;
}

function linkTo(url, text) {
  const link = document.createElement('a');
  link.href = url.href;
  link.rel = 'noopener noreferrer nofollow ugc';
  link.target = '_blank';
  link.textContent = text;
  link.title = url.host;
  return link;
}
