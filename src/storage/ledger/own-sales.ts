import { contentHash, paperCode } from '#domain/chain.ts';
import type { SaleRecorded } from '#domain/facts.ts';
import type { BusinessDate } from '#domain/time.ts';
import { factOfOwnBody } from '#protocol/own-body.ts';
import { useLive } from '../use-live.ts';
import type { LedgerPort, StoredEntry } from './ledger-port.ts';

/** One of this device's own sales, for lists. */
export interface OwnSale {
  readonly factId: string;
  readonly fact: SaleRecorded;
  /** The 8 characters on paper. */
  readonly code: string;
  readonly state: 'saved' | 'sent' | 'action-needed';
  readonly reason: string | null;
  readonly epoch: string;
  readonly seq: number;
}

/** Sales whose bodies were read are kept, because bodies never change and a list is read again after each sale. */
const SALES_KEPT_MAX = 2_000;
const salesRead = new Map<string, Pick<OwnSale, 'fact' | 'code'>>();

/** The device's own sales of a business date, newest first. */
export async function readOwnSales(ledger: LedgerPort, date: BusinessDate): Promise<readonly OwnSale[]> {
  const [meta, entries] = await Promise.all([ledger.readMeta(), ledger.readDay(date)]);
  const sales: OwnSale[] = [];
  for (const entry of entries) {
    const read = entry.kind === 'sale.recorded' ? readSale(entry, meta.identity.coopId) : null;
    if (read === null) continue;
    const { factId, reason, epoch, seq } = entry;
    sales.push({ ...read, factId, reason, epoch, seq, state: stateShown(entry) });
  }
  return sales;
}

/** The device's own sales of a business date, newest first, live; undefined until they are read. */
export function useOwnSales(ledger: LedgerPort, date: BusinessDate): readonly OwnSale[] | undefined {
  return useLive(() => readOwnSales(ledger, date), [ledger, date]);
}

function readSale(entry: StoredEntry, coopId: string): Pick<OwnSale, 'fact' | 'code'> | null {
  const known = salesRead.get(entry.factId);
  if (known !== undefined) return known;
  const fact = factOfOwnBody(entry.body);
  if (fact?.kind !== 'sale.recorded') return null;
  const read = { fact, code: paperCode(coopId, entry.factId, contentHash(entry.body)) };
  if (salesRead.size >= SALES_KEPT_MAX) salesRead.clear();
  salesRead.set(entry.factId, read);
  return read;
}

function stateShown(entry: StoredEntry): OwnSale['state'] {
  switch (entry.state) {
    case 'saved':
      return 'saved';
    case 'accepted':
      return 'sent';
    case 'held':
    case 'quarantined':
      return 'action-needed';
  }
}
