/** Between two attempts while someone looks at the screen: never longer than this, however long the server has been away. */
export const RETRY_DELAY_MS_MAX = 15_000;
/** While nobody looks. Browsers slow timers down then anyway. */
export const HIDDEN_RETRY_DELAY_MS_MAX = 60_000;
export const RETRY_DELAY_MS_MIN = 1_000;
/** A server may ask for patience, but a mistyped header must not silence a till for a day. */
export const RETRY_AFTER_MS_MAX = 10 * 60_000;

const FIRST_CEILING_MS = 2_000;

export interface DelayRange {
  readonly minMs: number;
  readonly maxMs: number;
}

/**
 * How long to wait after failed attempt number `attempt` (from 1). The range is wide on purpose: tills that lost the server
 * together must not come back together, and with a quarter of the ceiling as its floor the median till sends again within
 * 5 s of the server's return.
 * @param tookMs how long the failed attempt lasted; it counts as waiting, so that attempts start at most
 *   {@link RETRY_DELAY_MS_MAX} apart even when requests hang
 */
export function retryDelay(attempt: number, isVisible: boolean, tookMs: number): DelayRange {
  const ceiling = isVisible
    ? Math.min(RETRY_DELAY_MS_MAX, FIRST_CEILING_MS * 2 ** Math.min(attempt - 1, 10))
    : HIDDEN_RETRY_DELAY_MS_MAX;
  return { minMs: floored(ceiling / 4 - tookMs), maxMs: floored(ceiling - tookMs) };
}

/** The wait a server asked for with Retry-After, within reason. */
export function heldDelay(retryAfterMs: number): DelayRange {
  const delay = Math.min(Math.max(retryAfterMs, RETRY_DELAY_MS_MIN), RETRY_AFTER_MS_MAX);
  return { minMs: delay, maxMs: delay };
}

/** Picks a delay. @param random one byte of chance */
export function pickDelay(range: DelayRange, random: number): number {
  return Math.round(range.minMs + ((range.maxMs - range.minMs) * random) / 255);
}

function floored(delayMs: number): number {
  return Math.max(RETRY_DELAY_MS_MIN, Math.round(delayMs));
}
