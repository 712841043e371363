import { liveQuery } from 'dexie';
import type { LedgerPort } from './ledger-port.ts';

/**
 * Calls `onChange` at once and whenever an entry was appended or a push was noted, in this tab or another.
 * @returns a function that stops watching
 */
export function watchLedger(ledger: LedgerPort, onChange: () => void): () => void {
  const watch = liveQuery(() => ledger.readEpochs()).subscribe({
    next: onChange,
    // A ledger that was closed or handed over changes no more here, and its own callers hear why.
    error: () => undefined,
  });
  return () => watch.unsubscribe();
}
