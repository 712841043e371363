import type { LockRecord } from '../store/office-store.ts';

const FREE_FAILURES = 5;
const MINUTE_MS = 60_000;
const LOCK_MS_MAX = 30 * MINUTE_MS;

/** Wrong passwords older than this are forgotten. */
export const FAILURES_KEPT_MS = 24 * 60 * MINUTE_MS;

/**
 * What one more wrong password does. The fifth locks for a minute, each one after it for twice as long, thirty minutes at
 * most.
 *
 * The lock is for one account *from one address* (of IPv6, one /64, which is one household). Whoever tries passwords from
 * elsewhere locks only that elsewhere: a stranger can't keep a shop out of its own office, and from one address gets 48
 * tries a day. Names that nobody bears are counted alike, so that a lock does not tell who exists.
 */
export function lockAfterFailure(before: LockRecord | null, now: number): LockRecord {
  const isOld = before === null || now - before.failedAt >= FAILURES_KEPT_MS;
  const failures = isOld ? 1 : before.failures + 1;
  const doublings = failures - FREE_FAILURES;
  const lockMs = doublings < 0 ? 0 : Math.min(MINUTE_MS * 2 ** Math.min(doublings, 10), LOCK_MS_MAX);
  return { failures, failedAt: now, lockedUntil: now + lockMs };
}

/** Milliseconds until the next try, 0 when it may be now. */
export function waitMsOf(lock: LockRecord | null, now: number): number {
  return Math.max(0, (lock?.lockedUntil ?? 0) - now);
}

/** What counts as one address. An IPv6 network has 2^64 of them, and all are one household's. */
export function addressGroup(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address.replace(/^::ffff:/, '');
  const [head = '', tail = ''] = address.split('::', 2);
  const groups = head === '' ? [] : head.split(':');
  const after = tail === '' ? [] : tail.split(':');
  const isShort = address.includes('::');
  const filled = isShort
    ? [
        ...groups,
        ...Array.from({ length: Math.max(0, 8 - groups.length - after.length) }, () => '0'),
        ...after,
      ]
    : groups;
  return `${filled.slice(0, 4).join(':')}::/64`;
}
