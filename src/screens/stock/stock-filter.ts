import { needsRestocking, type StockLevel } from '#domain/low-stock.ts';
import { searchProducts, type CatalogueItem } from '../../storage/replica/catalogue.ts';

/** Which stock a person wants to see; each of the last three lies within the one before it. */
export type StockFilter = 'all' | 'low' | 'out' | 'negative';

export const STOCK_FILTERS: readonly StockFilter[] = ['all', 'low', 'out', 'negative'];

export interface StockQuestion {
  readonly filter: StockFilter;
  /** A category, or null for all. */
  readonly shelf: string | null;
  readonly words: string;
}

export const EVERYTHING: StockQuestion = { filter: 'all', shelf: null, words: '' };

/** True when `name` is a filter, as it stands in an address. */
export function isStockFilter(name: string | null): name is StockFilter {
  return STOCK_FILTERS.some((filter) => filter === name);
}

/** The goods a question means: by level and category first, then by the till's own search. */
export function itemsFor(
  items: readonly CatalogueItem[],
  question: StockQuestion,
  levels: ReadonlyMap<string, StockLevel>,
): readonly CatalogueItem[] {
  const { filter, shelf, words } = question;
  if (filter === 'all' && shelf === null) return words.trim() === '' ? items : searchProducts(items, words);
  const narrowed = items.filter(
    ({ product, stockItem }) =>
      (shelf === null || product.category === shelf) && isMeant(filter, levels.get(stockItem) ?? 'unknown'),
  );
  return words.trim() === '' ? narrowed : searchProducts(narrowed, words);
}

function isMeant(filter: StockFilter, level: StockLevel): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'low':
      return needsRestocking(level);
    case 'out':
      return level === 'out' || level === 'negative';
    case 'negative':
      return level === 'negative';
  }
}
