import type { SyncBadge, SyncTrouble } from './sync-status.ts';
import type { SyncState } from './sync-model.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Sending for longer than this is worth a word; shorter is over before it is read. */
export const BUSY_AFTER_MS = 400;
const OFFLINE_AFTER_MS = 2 * MINUTE_MS;
const PULL_FRESH_MS = 15 * MINUTE_MS;
const STALE_AFTER_MS = 24 * HOUR_MS;

/** What the badge is decided from. Ages are milliseconds; null means that there is nothing to be old. */
export interface BadgeGround {
  readonly pendingCount: number;
  readonly oldestPendingMs: number | null;
  readonly needsAttention: number;
  readonly trouble: SyncTrouble | null;
  readonly hasStorageFault: boolean;
  /** How long sending has been going on. */
  readonly sendingMs: number | null;
  /** How long the server has not answered; null while it does. */
  readonly unreachableMs: number | null;
  readonly lastPullMs: number | null;
}

/** The one face that the badge shows: what a person has to act on first, then what merely is. */
export function badgeOf(ground: BadgeGround): SyncBadge {
  if (ground.hasStorageFault) return 'storage';
  if (ground.needsAttention > 0 || calls(ground.trouble)) return 'check';
  if (ground.oldestPendingMs !== null && ground.oldestPendingMs > STALE_AFTER_MS) return 'stale';
  if (ground.sendingMs !== null && ground.sendingMs > BUSY_AFTER_MS) return 'busy';
  const isPulled = ground.lastPullMs !== null && ground.lastPullMs < PULL_FRESH_MS;
  if (ground.pendingCount === 0) return isPulled ? 'ok' : 'offline';
  return ground.unreachableMs !== null && ground.unreachableMs >= OFFLINE_AFTER_MS ? 'offline' : 'waiting';
}

/** The first thing that stands between this device and the server besides the network; null when there is none. */
export function troubleOf(state: SyncState): SyncTrouble | null {
  if (state.isRevoked) return 'device-revoked';
  if (state.isDeviceUnknown) return 'device-unknown';
  if (state.disputed.length > 0) return 'lineage';
  if (state.refusedAs !== null) return 'server-refused';
  return state.isUpdateNeeded ? 'update-needed' : null;
}

/** An update waits for an empty cart and is offered elsewhere; everything else needs a person to look. */
function calls(trouble: SyncTrouble | null): boolean {
  return trouble !== null && trouble !== 'update-needed';
}
