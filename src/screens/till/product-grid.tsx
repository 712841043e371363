import {
  memo,
  useCallback,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
  type RefObject,
} from 'react';
import { sellingPlace } from '#domain/coop.ts';
import { stockLevel } from '#domain/low-stock.ts';
import { useCart } from '../../actions/edit-cart.ts';
import { useWorkplace } from '../../actions/workplace.ts';
import { formatCount, formatMilli, formatRupiah } from '../../locale/format.ts';
import { useText } from '../../locale/use-text.ts';
import { useFavourites } from '../../storage/favourites.ts';
import { searchProducts, useCatalogue, type CatalogueItem } from '../../storage/replica/catalogue.ts';
import { useOnHandOf } from '../../storage/replica/on-hand.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ProductTile } from '../../ui/product-tile.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { currentPrice } from './current-price.ts';
import { hueOf } from './shelf-hue.ts';
import { parseQuery, pickProduct } from './till-acts.ts';
import { useTillRest } from './till-rest.ts';
import { FAVOURITES, patchTill, useTill } from './till-store.ts';
import styles from './product-grid.module.css';

/** Tiles that are drawn at once; more come when the end is near (measured: 2 000 at once double the load). */
const TILES_STEP = 60;
/** How a tile says that there is little, or nothing more by the books. */
const TONE_OF = { unknown: 'plain', enough: 'plain', low: 'low', out: 'none', negative: 'none' } as const;

/** The goods of the chosen category, or what the search finds. */
export function ProductGrid() {
  const text = useText();
  const isLoaded = useCatalogue((catalogue) => catalogue.loadedAt !== null);
  const isEmpty = useCatalogue((catalogue) => catalogue.products.length === 0);
  const items = useShownItems();
  const query = useTill((till) => till.query);
  if (isEmpty) {
    return isLoaded ? (
      <EmptyState icon="package" message={text.till.noGoods} />
    ) : (
      <Spinner label={text.till.loadingGoods} />
    );
  }
  if (items.length === 0) {
    return (
      <EmptyState
        icon="search"
        message={text.till.noHit({ query: parseQuery(query).words })}
        action={<Button onClick={() => patchTill({ query: '', shelf: null })}>{text.till.showAll}</Button>}
      />
    );
  }
  return <Tiles items={items} />;
}

function useShownItems(): readonly CatalogueItem[] {
  const products = useCatalogue((catalogue) => catalogue.products);
  const categories = useCatalogue((catalogue) => catalogue.categories);
  const shelf = useTill((till) => till.shelf);
  // Shelf by shelf, as in the shop; within one as the catalogue has them.
  const shelved = useMemo(() => {
    const places = new Map(categories.map((category, place) => [category, place]));
    const placeOf = (item: CatalogueItem) => places.get(item.product.category) ?? places.size;
    return products.toSorted((a, b) => placeOf(a) - placeOf(b));
  }, [products, categories]);
  // Deferred, so that a key press shows at once and the grid follows.
  const query = useDeferredValue(useTill((till) => till.query));
  const rest = useTillRest((state) => state.rest);
  const favourites = useFavourites((state) => state.ids);
  return useMemo(() => {
    const { words } = parseQuery(query);
    if (words === '') {
      if (shelf === null || (shelf === FAVOURITES && favourites.length === 0)) return shelved;
      return shelved.filter(({ product }) =>
        shelf === FAVOURITES ? favourites.includes(product.id) : product.category === shelf,
      );
    }
    const found = searchProducts(products, words);
    return found.length === 0 && rest ? rest.findSimilar(products, words) : found;
  }, [products, shelved, shelf, query, rest, favourites]);
}

const Tiles = memo(function Tiles({ items }: { readonly items: readonly CatalogueItem[] }) {
  const workplace = useWorkplace();
  const categories = useCatalogue((catalogue) => catalogue.categories);
  const outlet = useCatalogue((catalogue) => catalogue.outlet);
  const place = outlet ? (sellingPlace(outlet)?.id ?? '') : '';
  const counts = useCartCounts();
  const grid = useRef<HTMLDivElement>(null);
  const end = useRef<HTMLDivElement>(null);
  const shownCount = useGrowingCount(items, grid, end);
  const pick = useCallback(
    (id: string) => {
      const item = useCatalogue.getState().byId.get(id);
      if (item) pickProduct(workplace, item, parseQuery(useTill.getState().query).times);
    },
    [workplace],
  );
  return (
    <div className={styles.scroll} ref={grid}>
      <div className={styles.grid}>
        {items.slice(0, shownCount).map((item) => (
          <ShelfTile
            key={item.product.id}
            item={item}
            place={place}
            priceRupiah={currentPrice(workplace, item)}
            countMilli={counts.get(item.product.id) ?? 0}
            hue={hueOf(categories, item.product.category)}
            onPick={pick}
          />
        ))}
      </div>
      <div ref={end} />
    </div>
  );
});

interface ShelfTileProps {
  readonly item: CatalogueItem;
  readonly place: string;
  readonly priceRupiah: number | null;
  readonly countMilli: number;
  readonly hue: number;
  readonly onPick: (id: string) => void;
}

const ShelfTile = memo(function ShelfTile(props: ShelfTileProps) {
  const { item, place, priceRupiah, countMilli, hue, onPick } = props;
  const text = useText();
  const onHand = useOnHandOf(place, item.stockItem);
  const { product } = item;
  const hasPrice = priceRupiah !== null;
  const per = product.isSoldByWeight && hasPrice ? `/${product.unit}` : '';
  const price = hasPrice ? `${formatRupiah(priceRupiah)}${per}` : text.till.noPrice;
  const stock = onHand === null ? '' : formatMilli(onHand);
  const count = countMilli > 0 ? formatMilli(countMilli) : undefined;
  return (
    <ProductTile
      id={product.id}
      name={product.name}
      currency={hasPrice ? 'Rp' : ''}
      price={hasPrice ? formatCount(priceRupiah) : text.till.noPrice}
      per={per}
      stock={stock}
      stockTone={TONE_OF[stockLevel(onHand, product)]}
      count={count}
      label={text.till.tile({ name: product.name, price, stock, inCart: count ?? '' })}
      hue={hue}
      onPick={onPick}
    />
  );
});

function useCartCounts(): ReadonlyMap<string, number> {
  const lines = useCart((state) => state.cart.lines);
  return useMemo(() => {
    const counts = new Map<string, number>();
    for (const line of lines) counts.set(line.product.id, (counts.get(line.product.id) ?? 0) + line.milli);
    return counts;
  }, [lines]);
}

/** How many tiles to draw: one step, and one more whenever the end of the grid comes near. */
function useGrowingCount(
  items: readonly CatalogueItem[],
  grid: RefObject<HTMLElement | null>,
  end: RefObject<HTMLElement | null>,
): number {
  const [growth, setGrowth] = useState({ items, count: TILES_STEP });
  const count = growth.items === items ? growth.count : TILES_STEP;

  // Only the browser knows when the end scrolls near; another shelf starts with one step again.
  useEffect(() => {
    if (!end.current || count >= items.length) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setGrowth({ items, count: count + TILES_STEP });
      },
      { root: grid.current, rootMargin: '600px' },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [items, count, grid, end]);

  return count;
}
