import type { Fact, MasterEntity } from './facts.ts';
import { priceId, type Price } from './price.ts';

/** What a fact makes of one row: the whole row as it is from then on. */
export interface RowChange {
  readonly entity: MasterEntity;
  readonly id: string;
  readonly row: Readonly<Record<string, unknown>>;
  /**
   * The counter of the row it was made from; null when whoever made it knew of none. Absent where rows of one id don't
   * build on each other: a price is judged by the price it was to replace.
   */
  readonly seenSeq?: number | null;
}

/**
 * The rows that a fact makes or changes. The server writes them into its books, and the device that wrote the fact lays the
 * very same rows over its replica until they come back, so the two can't disagree. Imports are the server's own and are not
 * among them.
 * @returns in the order in which they are to be written; empty for a fact that changes no row
 */
export function rowChanges(fact: Fact): readonly RowChange[] {
  switch (fact.kind) {
    case 'member.registered':
      return [{ entity: 'member', id: fact.member.id, row: { ...fact.member }, seenSeq: null }];
    case 'member.changed':
      return [{ entity: 'member', id: fact.member.id, row: { ...fact.member }, seenSeq: fact.seenSeq }];
    case 'product.registered': {
      const { product, priceRupiah, effectiveFrom } = fact;
      const price = { productId: product.id, tier: 'retail', priceRupiah, effectiveFrom } as const;
      return [
        { entity: 'product', id: product.id, row: { ...product }, seenSeq: null },
        priceRow({ id: priceId(price, fact.tz), ...price }),
      ];
    }
    case 'product.changed':
      return [{ entity: 'product', id: fact.product.id, row: { ...fact.product }, seenSeq: fact.seenSeq }];
    case 'price.changed': {
      const { productId, tier, priceRupiah, effectiveFrom } = fact;
      const price = { productId, tier, priceRupiah, effectiveFrom };
      return [priceRow({ id: priceId(price, fact.tz), ...price })];
    }
    case 'sale.recorded':
    case 'shift.opened':
    case 'shift.closed':
    case 'pin.failed':
    case 'stock.opened':
    case 'master.imported':
    case 'device.enrolled':
    case 'server.restored':
    case 'pin.reset':
    case 'pin.set':
    case 'person.changed':
    case 'account.invited':
    case 'device.revoked':
    case 'device.reinstated':
    case 'outlet.changed':
      return [];
  }
}

function priceRow(price: Price): RowChange {
  return { entity: 'price', id: price.id, row: { ...price } };
}
