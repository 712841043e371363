import type { Fact } from '#domain/facts.ts';
import type { AppendRefusal } from '#domain/refusal.ts';
import { accepted, type Result } from '#domain/result.ts';
import { loadCatalogue } from '../storage/replica/catalogue.ts';
import type { AppendState, Appended } from '../storage/ledger/ledger-port.ts';
import type { Workplace } from './workplace.ts';

/**
 * Appends a fact that makes or changes rows, and lays them over the replica at once. A factId that is there already is the
 * same act tapped twice. The promise resolves when the fact is saved on this device and the catalogue shows it.
 * @throws StorageFailure when the ledger could not write it
 */
export async function appendRows(
  { ledger, replica }: Workplace,
  factId: string,
  compose: (state: AppendState) => Fact,
): Promise<Result<Appended, AppendRefusal>> {
  const appended = await ledger.append<AppendRefusal>({
    factId,
    cart: null,
    isSame: () => true,
    decide: (state) => accepted(compose(state)),
  });
  // The fact is stored: whoever wrote it must not hear that it failed, and the next load shows it.
  if (appended.ok) await loadCatalogue(ledger, replica).catch(() => undefined);
  return appended;
}
