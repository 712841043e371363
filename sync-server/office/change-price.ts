import { rupiah } from '#domain/money.ts';
import { decidePriceChange, type PriceRefusal } from '#domain/price-change.ts';
import { accepted, refused, type Result } from '#domain/result.ts';
import type { ChangePrice } from '#protocol/office/acts.ts';
import type { Problem } from '#protocol/problem.ts';
import type { Acting } from './do-act.ts';
import { cleanText } from './staff-id.ts';
import { headOutlet } from './who.ts';

/** Sets a dated price of a product. */
export async function changePrice(
  { tx, ground, person, append }: Acting,
  wish: ChangePrice,
): Promise<Result<null, Problem>> {
  const { coopId } = person.session;
  const { products, prices, rules } = await ground.knowledge.read(tx, coopId);
  const { productId, tier, effectiveFrom, seenRupiah } = wish;
  const priceRupiah = rupiah(wish.priceRupiah);
  const decision = decidePriceChange(
    { tier, priceRupiah, effectiveFrom, seenRupiah },
    {
      product: products.get(productId),
      prices: prices.get(productId) ?? [],
      rules,
      now: ground.clock.now(),
      zone: (await headOutlet(tx, ground.knowledge, coopId)).zone,
    },
  );
  if (!decision.ok) return refused(problemOf(decision.refusal));
  const reason = cleanText(wish.reason);
  await append({ kind: 'price.changed', productId, tier, priceRupiah, ...decision.value, reason, moves: [] });
  return accepted(null);
}

function problemOf(refusal: PriceRefusal): Problem {
  switch (refusal.kind) {
    case 'product-unknown':
      return { problem: 'not_found' };
    case 'starts-in-past':
      return { problem: 'malformed', detail: '/effectiveFrom' };
    case 'above-ceiling':
      return { problem: 'above_ceiling', detail: String(refusal.ceilingRupiah) };
    case 'price-moved':
      return { problem: 'stale' };
  }
}
