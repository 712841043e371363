import { useDeferredValue } from 'react';
import { sellingPlace } from '#domain/coop.ts';
import { needsRestocking, stockLevel, type StockLevel } from '#domain/low-stock.ts';
import { stockKey } from '#domain/stock.ts';
import { useCatalogue, type CatalogueItem } from './catalogue.ts';
import { useOnHand } from './on-hand.ts';

/** How much there is of everything that is sold. */
export interface StockLevels {
  /** By stock item at the selling place: what is sold out of one cylinder has one level. */
  readonly levels: ReadonlyMap<string, StockLevel>;
  /** Stock items at or below their threshold, nothing and less than nothing included. */
  readonly low: number;
  /** Those of which there is nothing, or less. */
  readonly out: number;
  readonly negative: number;
}

/** The level of every stock item, live; it follows a sale one drawing later, so that the tap itself is not held up. */
export function useStockLevels(): StockLevels {
  const products = useCatalogue((catalogue) => catalogue.products);
  const outlet = useCatalogue((catalogue) => catalogue.outlet);
  const version = useDeferredValue(useOnHand((state) => state.version));
  return stockLevels({ products, place: outlet === null ? '' : (sellingPlace(outlet)?.id ?? ''), version });
}

interface LevelsGround {
  readonly products: readonly CatalogueItem[];
  readonly place: string;
  /** Of on-hand: the map itself is changed in place. */
  readonly version: number;
}

let last: { readonly ground: LevelsGround; readonly answer: StockLevels } | null = null;

/** Header, list and notice ask the same after each sale: it is worked out once. */
function stockLevels(ground: LevelsGround): StockLevels {
  const { products, place, version } = ground;
  const isKnown =
    last?.ground.products === products && last.ground.place === place && last.ground.version === version;
  if (!isKnown || last === null) last = { ground, answer: levelsOf(products, place) };
  return last.answer;
}

function levelsOf(products: readonly CatalogueItem[], place: string): StockLevels {
  const { onHand } = useOnHand.getState();
  const levels = new Map<string, StockLevel>();
  for (const { product, stockItem } of products) {
    const level = stockLevel(onHand.get(stockKey(place, stockItem)) ?? null, product);
    // Two products out of one cylinder differ at most in their thresholds: the more cautious one speaks.
    if (levels.get(stockItem) !== 'low') levels.set(stockItem, level);
  }
  const all = [...levels.values()];
  const count = (isCounted: (level: StockLevel) => boolean): number => all.filter(isCounted).length;
  return {
    levels,
    low: count(needsRestocking),
    out: count((level) => level === 'out' || level === 'negative'),
    negative: count((level) => level === 'negative'),
  };
}
