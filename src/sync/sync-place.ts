import type { Clock } from '../device/clock.ts';
import type { Random } from '../device/random.ts';
import type { DeviceIdentity, LedgerPort } from '../storage/ledger/ledger-port.ts';
import type { Replica } from '../storage/replica/replica.ts';

/** What sending needs of the workplace; the two rooms may not import each other, but the shapes fit. */
export interface SyncPlace {
  readonly identity: DeviceIdentity;
  readonly ledger: LedgerPort;
  readonly replica: Replica;
  readonly clock: Clock;
  readonly random: Random;
  readonly build: string;
}

/** Told when the second copy of the ledger goes further than the ledger itself: entries are gone. */
export type OnCut = () => void;

export interface RunningSync {
  sendNow(): void;
  stop(): void;
}
