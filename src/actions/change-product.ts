import type { ProductChanged } from '#domain/facts.ts';
import type { Product } from '#domain/product.ts';
import { decideProductChange, type ProductDraft } from '#domain/product-registration.ts';
import type { AppendRefusal, ProductRefusal } from '#domain/refusal.ts';
import { accepted, refused, type Result } from '#domain/result.ts';
import { useCatalogue } from '../storage/replica/catalogue.ts';
import { newFactId, outletZone } from './act-ground.ts';
import { appendRows } from './append-rows.ts';
import { actorOf, composeFact } from './compose-fact.ts';
import type { Workplace } from './workplace.ts';

/**
 * Changes the name and the low-stock mark of goods, on the newest row this device knows.
 * @throws StorageFailure when the ledger could not write it
 */
export async function changeProduct(
  workplace: Workplace,
  productId: string,
  change: Pick<ProductDraft, 'name' | 'lowStockMilli'>,
): Promise<Result<Product, ProductRefusal | AppendRefusal>> {
  const actor = actorOf(workplace);
  const { byId, priceVersion } = useCatalogue.getState();
  const known = byId.get(productId)?.product;
  if (known === undefined) return refused({ kind: 'product-unknown' });
  const decided = decideProductChange(known, change, actor.role);
  if (!decided.ok) return decided;
  const product = decided.value;
  // The row of the replica under our own changes; none while the server has not sent this product yet.
  const [seen] = await workplace.replica.readMarked([{ entity: 'product', id: productId }]);
  const setting = { actor, tz: outletZone(), priceVersion };
  const appended = await appendRows(workplace, newFactId(workplace), (state) => {
    const fact: ProductChanged = composeFact(workplace, state, setting, {
      kind: 'product.changed',
      product,
      seenSeq: seen?.seq ?? null,
      moves: [],
    });
    return fact;
  });
  return appended.ok ? accepted(product) : appended;
}
