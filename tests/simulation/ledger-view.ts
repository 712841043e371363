import type {
  EpochState,
  FlaggedEntry,
  LedgerMeta,
  StoredEntry,
} from '../../src/storage/ledger/ledger-port.ts';
import type { SimTill } from './sim-till.ts';

/** What a till's ledger holds, read between two happenings. */
export interface LedgerView {
  readonly meta: LedgerMeta;
  readonly epochs: readonly EpochState[];
  readonly entries: readonly StoredEntry[];
  readonly flagged: readonly FlaggedEntry[];
}

/** Reads all of a ledger. Nothing else may be under way there, or the reading would wait for it. */
export async function readLedger(till: SimTill): Promise<LedgerView> {
  const { ledger } = till;
  const [meta, epochs, flagged] = await Promise.all([
    ledger.readMeta(),
    ledger.readEpochs(),
    ledger.readFlagged(),
  ]);
  const all = await Promise.all(epochs.map(({ epoch }) => ledger.readEntries(epoch, 0, 10_000)));
  return { meta, epochs, entries: all.flat(), flagged };
}
