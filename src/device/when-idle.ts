/** How long the browser may put off what can wait, milliseconds. */
const PATIENCE_MS = 1_000;
/** How soon it is due where the browser can't say when it is idle (Safari). */
const SAFARI_MS = 100;

/** Runs something that can wait, once the browser has painted and has nothing better to do. */
export function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in window) window.requestIdleCallback(work, { timeout: PATIENCE_MS });
  else setTimeout(work, SAFARI_MS);
}
