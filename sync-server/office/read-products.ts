import { ceilingOf } from '#domain/price-change.ts';
import { priceId, type Price } from '#domain/price.ts';
import { stockItemOf, type Product } from '#domain/product.ts';
import { businessDateAt } from '#domain/time.ts';
import { parseBody } from '#protocol/fact.ts';
import type { OfficeProducts } from '#protocol/office/reads.ts';
import type { Knowledge } from '../ledger/knowledge.ts';
import type { StoreReader } from '../store/store.ts';
import type { OfficeGround } from './office-ground.ts';
import { headOutlet } from './who.ts';

type PriceView = OfficeProducts['products'][number]['prices'][number];

/** All products with their prices: who set each, when and why, where a fact tells. */
export async function readProducts(ground: OfficeGround, coopId: string): Promise<OfficeProducts> {
  return ground.store.read(async (snapshot) => {
    const knowledge = await ground.knowledge.read(snapshot, coopId);
    const { zone } = await headOutlet(snapshot, ground.knowledge, coopId);
    const now = ground.clock.now();
    const day = { on: businessDateAt(now, zone), isBlocking: false };
    const origins = await readPriceOrigins(snapshot, knowledge, coopId);
    const onHand = await sumStock(snapshot, coopId);
    const view = (product: Product): OfficeProducts['products'][number] => ({
      id: product.id,
      name: product.name,
      category: product.category,
      unit: product.unit,
      programme: product.programme,
      isActive: product.isActive,
      ceilingRupiah: ceilingOf(product, knowledge.rules, day),
      onHandMilli: onHand.get(stockItemOf(product)) ?? 0,
      prices: newestFirst(knowledge.prices.get(product.id) ?? []).map((price) =>
        describePrice(price, origins),
      ),
    });
    return { products: [...knowledge.products.values()].map(view), serverTime: now };
  });
}

type Origin = Pick<PriceView, 'setBy' | 'setAt' | 'reason'>;

/** Who made each price row. Of two facts that made the same row the later one stands. */
async function readPriceOrigins(
  snapshot: StoreReader,
  { staff }: Knowledge,
  coopId: string,
): Promise<ReadonlyMap<string, Origin>> {
  const origins = new Map<string, Origin>();
  for (const { body } of await snapshot.office.readPriceFacts(coopId)) {
    const parsed = parseBody(body);
    if (parsed.outcome !== 'fact' || parsed.fact.kind !== 'price.changed') continue;
    const { fact } = parsed;
    const { staffId } = fact.actor;
    const setBy = staff.get(staffId)?.name ?? staffId;
    origins.set(priceId(fact, fact.tz), { setBy, setAt: fact.at, reason: fact.reason });
  }
  return origins;
}

async function sumStock(snapshot: StoreReader, coopId: string): Promise<ReadonlyMap<string, number>> {
  const sums = new Map<string, number>();
  for (const { stockItemId, milli } of await snapshot.readStock(coopId))
    sums.set(stockItemId, (sums.get(stockItemId) ?? 0) + milli);
  return sums;
}

function newestFirst(prices: readonly Price[]): readonly Price[] {
  return prices.toSorted((a, b) => b.effectiveFrom - a.effectiveFrom || (a.id < b.id ? 1 : -1));
}

function describePrice(price: Price, origins: ReadonlyMap<string, Origin>): PriceView {
  const { id, tier, priceRupiah, effectiveFrom } = price;
  const origin = origins.get(id) ?? { setBy: null, setAt: null, reason: null };
  return { id, tier, priceRupiah, effectiveFrom, ...origin };
}
