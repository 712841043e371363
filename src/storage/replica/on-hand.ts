import { create } from 'zustand';
import type { Fact } from '#domain/facts.ts';
import { stockKey } from '#domain/stock.ts';
import type { LedgerPort, StoredEntry } from '../ledger/ledger-port.ts';
import { OnHandMirror } from './on-hand-mirror.ts';
import type { Replica, TakenPage } from './replica.ts';

interface OnHand {
  /**
   * Thousandths by `stockKey`. The map is changed in place and `version` says so: copying ten thousand quantities for one
   * sold pack would cost more than all the rest of the sale. Screens ask through {@link useOnHandOf}.
   */
  readonly onHand: ReadonlyMap<string, number>;
  readonly version: number;
  /** Server time at which the rows were last known to be all there; null when nobody knows. */
  readonly asOf: number | null;
}

const quantities = new Map<string, number>();

/** On-hand of everything, in memory: what the server's rows say, with own changes laid over that they do not hold yet. */
export const useOnHand = create<OnHand>()(() => ({ onHand: quantities, version: 0, asOf: null }));

const mirror = new OnHandMirror(quantities, (hasChanged, view) => {
  const version = useOnHand.getState().version + Number(hasChanged);
  useOnHand.setState(view === undefined ? { version } : { version, asOf: view.asOf });
});

/** On-hand of one stock item at a place; null where nothing lies or has moved. Only the tiles it touches draw again. */
export function useOnHandOf(place: string, stockItemId: string): number | null {
  const key = stockKey(place, stockItemId);
  return useOnHand((state) => state.onHand.get(key) ?? null);
}

/** Fills on-hand anew from both memories: at the start, and after a whole set of rows was loaded. */
export function rebuildOnHand(ledger: LedgerPort, replica: Replica): Promise<void> {
  return mirror.rebuild(ledger, replica);
}

/** Lays an entry that was just appended over the rows. The same entry twice counts once. Never throws. */
export function noteAppended(entry: Pick<StoredEntry, 'epoch' | 'seq'>, fact: Fact): void {
  mirror.noteAppended(entry, fact);
}

/** Notes which own entries the server has quarantined: they move nothing until a person decides. After each push. */
export function refreshFlags(ledger: LedgerPort): Promise<void> {
  return mirror.takeFlags(ledger);
}

/** Takes over what a page has changed. */
export function refreshOnHand(ledger: LedgerPort, replica: Replica, page: TakenPage): Promise<void> {
  return mirror.takePage(ledger, replica, page);
}
