// The official ably-js: bundled with the page, or the very same file from Ably's CDN.

const CDN = 'https://cdn.ably.com/lib/ably.min-2.28.0.js';
const INTEGRITY = 'sha384-SQa/bifsOXACnC9lqGmIdevHOESao90qevm3OLDnCJg1NAuq7Yccvt6H4JT1VIfc';

/** Returns the SDK; the bundled script, if present, has run before any module. */
export function loadSdk() {
  return globalThis.Ably ? Promise.resolve(globalThis.Ably) : loadFromCdn();
}

function loadFromCdn() {
  const policy = globalThis.trustedTypes?.createPolicy('chat-relay', {
    createScriptURL: (url) => {
      if (url !== CDN) {
        throw new TypeError('not the SDK');
      }
      return url;
    },
  });
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = policy ? policy.createScriptURL(CDN) : CDN;
    script.integrity = INTEGRITY;
    script.crossOrigin = 'anonymous';
    script.addEventListener('load', () => resolve(globalThis.Ably));
    script.addEventListener('error', () => reject(new Error('The realtime library cannot be loaded.')));
    document.head.append(script);
  });
}
