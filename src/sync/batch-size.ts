/** A reply faster than this says that the link can carry twice as much. */
const QUICK_REPLY_MS = 3_000;

/**
 * How much the next request carries: twice as much after a quick reply. A batch that a slow link can't finish within the
 * time limit would be sent for ever, so a timeout halves it (`shrunk`).
 */
export function grown(size: number, tookMs: number, ceiling: number): number {
  return tookMs < QUICK_REPLY_MS ? Math.min(ceiling, size * 2) : size;
}

/** Half as much, but never nothing. */
export function shrunk(size: number): number {
  return Math.max(1, Math.floor(size / 2));
}
