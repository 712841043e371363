import { create } from 'zustand';

/** The seven faces of the sync badge, from the most to the least welcome. */
export type SyncBadge = 'ok' | 'busy' | 'waiting' | 'offline' | 'check' | 'stale' | 'storage';

/**
 * What stands between this device and the server besides the network: the server knows another past of ours, does not
 * know us, has revoked us, flatly refuses what we send, or asks for a newer build.
 */
export type SyncTrouble =
  | 'lineage'
  | 'device-unknown'
  | 'device-revoked'
  | 'server-refused'
  | 'update-needed';

export interface SyncStatus {
  readonly state: SyncBadge;
  readonly pendingCount: number;
  readonly pendingRupiah: number;
  /** Device clock, milliseconds since 1970; null when nothing waits. */
  readonly oldestPendingAt: number | null;
  /** When the server last answered, device clock; null when it never has. */
  readonly lastContactAt: number | null;
  readonly isSending: boolean;
  /** Own entries that the server holds or has quarantined. */
  readonly needsAttention: number;
  readonly trouble: SyncTrouble | null;
}

export const UNKNOWN_STATUS: SyncStatus = {
  state: 'offline',
  pendingCount: 0,
  pendingRupiah: 0,
  oldestPendingAt: null,
  lastContactAt: null,
  isSending: false,
  needsAttention: 0,
  trouble: null,
};

/** What the badge and its sheet show. The leading tab works it out; the others are told. */
export const useSyncStatus = create<SyncStatus>()(() => UNKNOWN_STATUS);
