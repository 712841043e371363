import type { OpenShift } from '#domain/shift.ts';
import { useLive } from '../use-live.ts';
import type { LedgerPort } from './ledger-port.ts';

/** What has not reached the server. */
export interface Pending {
  readonly count: number;
  /** Sales among it. */
  readonly rupiah: number;
  /** Device clock at the oldest of it; null when there is none. */
  readonly oldestAt: number | null;
  /** Entries that the server holds or has quarantined. */
  readonly needsAttention: number;
}

/** What is still to be sent, from the running counters of the epochs: no entries are counted. */
export async function readPending(ledger: LedgerPort): Promise<Pending> {
  const epochs = await ledger.readEpochs();
  const waiting = epochs.filter((epoch) => epoch.acked < epoch.seq);
  const oldest = await Promise.all(waiting.map((epoch) => ledger.readEntry(epoch.epoch, epoch.acked + 1)));
  const ages = oldest.flatMap((entry) => (entry === null ? [] : [entry.at]));
  return {
    count: waiting.reduce((sum, epoch) => sum + epoch.seq - epoch.acked, 0),
    rupiah: waiting.reduce((sum, epoch) => sum + epoch.totals.gross - epoch.ackedGross, 0),
    oldestAt: ages.length === 0 ? null : Math.min(...ages),
    needsAttention: epochs.reduce((sum, epoch) => sum + epoch.needsAttention, 0),
  };
}

/** The open shift, live: null when none is open, undefined until it is known. */
export function useOpenShift(ledger: LedgerPort): OpenShift | null | undefined {
  return useLive(async () => (await ledger.readMeta()).openShift, [ledger]);
}
