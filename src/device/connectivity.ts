/**
 * Calls `fn` when the browser thinks that a network has come back. It is a hint to try now and nothing more: the browser
 * says "online" on a Wi-Fi without internet, and says nothing when only the server was away.
 * @returns a function that stops listening
 */
export function onOnline(fn: () => void): () => void {
  return listen(window, 'online', fn);
}

/** Calls `fn` when the page comes to the front again. @returns a function that stops listening */
export function onVisible(fn: () => void): () => void {
  return listen(document, 'visibilitychange', () => {
    if (isVisible()) fn();
  });
}

/** True while a person can see the page; a hidden page is throttled by the browser and should try less often. */
export function isVisible(): boolean {
  return document.visibilityState === 'visible';
}

function listen(target: EventTarget, type: string, fn: () => void): () => void {
  target.addEventListener(type, fn);
  return () => target.removeEventListener(type, fn);
}
