import type { Outlet, Staff } from '#domain/coop.ts';
import type { Price } from '#domain/price.ts';
import type { Product } from '#domain/product.ts';
import type { RowChange } from '#domain/row-changes.ts';
import type { SaleRule } from '#domain/sale-rule.ts';
import { parseRow, type RowEntity } from '#protocol/rows.ts';
import type { MasterRecord } from '../store/records.ts';
import type { StoreReader } from '../store/store.ts';

/** The master rows of one co-operative, parsed, as the judge and the importers need them. */
export interface Knowledge {
  readonly outlets: ReadonlyMap<string, Outlet>;
  /** Which outlet a place belongs to. */
  readonly outletOfPlace: ReadonlyMap<string, string>;
  readonly staff: ReadonlyMap<string, Staff>;
  readonly products: ReadonlyMap<string, Product>;
  readonly prices: ReadonlyMap<string, readonly Price[]>;
  readonly rules: readonly SaleRule[];
}

export const MASTER_STREAM = 'coop';

const ENTITIES: readonly RowEntity[] = ['outlet', 'staff', 'product', 'price', 'rule'];

/** The stream of what belongs to one outlet. */
export function outletStream(outletId: string): string {
  return `outlet:${outletId}`;
}

/**
 * Keeps the parsed rows of each co-operative as long as its master stream stands still. The counter is read in the caller's
 * transaction, so a push is always judged by the rows of its own snapshot.
 */
export class KnowledgeCache {
  readonly #kept = new Map<string, { readonly head: number; readonly knowledge: Knowledge }>();

  async read(tx: StoreReader, coopId: string): Promise<Knowledge> {
    const { seq: head } = await tx.readStreamHead(coopId, MASTER_STREAM);
    const kept = this.#kept.get(coopId);
    if (kept?.head === head) return kept.knowledge;
    const knowledge = parseRows(await tx.readMasterRows(coopId, ENTITIES));
    // A counter that is not committed yet may come to nothing, and then stand for other rows.
    if (!tx.hasStamped(coopId, MASTER_STREAM)) this.#kept.set(coopId, { head, knowledge });
    return knowledge;
  }
}

/** Rows that do not fit their schema are left out: the judge then simply does not know them. */
function parseRows(records: readonly MasterRecord[]): Knowledge {
  const rowsOf = <Entity extends RowEntity>(entity: Entity) =>
    records
      .filter((record) => record.entity === entity)
      .map((record) => parseRow(entity, JSON.parse(record.row)))
      .filter((row) => row !== null);
  const outlets = rowsOf('outlet');
  return {
    outlets: new Map(outlets.map((outlet) => [outlet.id, outlet])),
    outletOfPlace: new Map(
      outlets.flatMap((outlet) => outlet.places.map((place) => [place.id, outlet.id] as const)),
    ),
    staff: new Map(rowsOf('staff').map((person) => [person.id, person])),
    products: new Map(rowsOf('product').map((product) => [product.id, product])),
    prices: Map.groupBy(rowsOf('price'), (price) => price.productId),
    rules: rowsOf('rule'),
  };
}

/** Copies that may grow. */
interface OwnRows {
  readonly products: Map<string, Product>;
  readonly prices: Map<string, readonly Price[]>;
}

/**
 * What is known while facts are examined one after the other: goods that an entry registers can be sold by the next entry of
 * the same request. The kept knowledge itself is never changed, because the transaction may still come to nothing.
 */
export class GrowingKnowledge {
  #knowledge: Knowledge;
  #own: OwnRows | null = null;

  constructor(knowledge: Knowledge) {
    this.#knowledge = knowledge;
  }

  get now(): Knowledge {
    return this.#knowledge;
  }

  /** Takes over the rows that an accepted fact makes. */
  learn(changes: readonly RowChange[]): void {
    for (const { entity, row } of changes) {
      const { products, prices } = this.#copies();
      const product = entity === 'product' ? parseRow('product', row) : null;
      if (product !== null) products.set(product.id, product);
      const price = entity === 'price' ? parseRow('price', row) : null;
      if (price === null) continue;
      const others = (prices.get(price.productId) ?? []).filter(({ id }) => id !== price.id);
      prices.set(price.productId, [...others, price]);
    }
  }

  /** Ten thousand products are copied once a request, and only for one that changes some. */
  #copies(): OwnRows {
    if (this.#own !== null) return this.#own;
    const { products, prices } = this.#knowledge;
    this.#own = { products: new Map(products), prices: new Map(prices) };
    this.#knowledge = { ...this.#knowledge, ...this.#own };
    return this.#own;
  }
}
