import type { EpochState } from './ledger-port.ts';

/** How far a ledger was known to reach: its newest lineage, by the order in which they began, and its last entry. */
export interface KnownHead {
  readonly ordinal: number;
  readonly seq: number;
}

/**
 * True when a ledger ends before the place to which it was known to reach: entries are gone, because a lineage only grows and a
 * newer one only follows.
 */
export function isBehind(epochs: readonly EpochState[], known: KnownHead): boolean {
  const open = epochs.find((epoch) => epoch.isOpen);
  return open === undefined || (open.ordinal - known.ordinal || open.seq - known.seq) < 0;
}
