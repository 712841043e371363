import type { ProductRegistered } from '#domain/facts.ts';
import type { Product } from '#domain/product.ts';
import { decideRegistration, type ProductDraft } from '#domain/product-registration.ts';
import type { AppendRefusal, ProductRefusal } from '#domain/refusal.ts';
import { accepted, type Result } from '#domain/result.ts';
import { businessDateAt, startOfDate } from '#domain/time.ts';
import { useCatalogue } from '../storage/replica/catalogue.ts';
import { outletZone } from './act-ground.ts';
import { appendRows } from './append-rows.ts';
import { actorOf, composeFact, correctedNow } from './compose-fact.ts';
import type { Workplace } from './workplace.ts';

/**
 * Writes down new goods with their first price: found and sold here at once, elsewhere after the next sync.
 * @param factId made when the person began to describe them; it is the product's id too, so that a second tap is the same act
 * @throws StorageFailure when the ledger could not write it
 */
export async function registerProduct(
  workplace: Workplace,
  factId: string,
  draft: ProductDraft,
): Promise<Result<Product, ProductRefusal | AppendRefusal>> {
  const actor = actorOf(workplace);
  const { byBarcode, priceVersion } = useCatalogue.getState();
  const nameOfCode = (key: string): string | null => {
    const owner = byBarcode.get(key)?.product;
    return owner === undefined || owner.id === factId ? null : owner.name;
  };
  const decided = decideRegistration(draft, { role: actor.role, productId: factId, nameOfCode });
  if (!decided.ok) return decided;
  const { product, priceRupiah } = decided.value;
  const tz = outletZone();
  const appended = await appendRows(workplace, factId, (state) => {
    const fact: ProductRegistered = composeFact(
      workplace,
      state,
      { actor, tz, priceVersion },
      {
        kind: 'product.registered',
        product,
        priceRupiah,
        // From midnight: new goods had no price before, and a till whose clock is slow must not wait for one.
        effectiveFrom: startOfDate(businessDateAt(correctedNow(workplace.clock, state.meta), tz), tz),
        moves: [],
      },
    );
    return fact;
  });
  return appended.ok ? accepted(product) : appended;
}
