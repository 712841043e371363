import { memo } from 'react';
import { stockLevel } from '#domain/low-stock.ts';
import { formatMilli } from '../../locale/format.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import type { CatalogueItem } from '../../storage/replica/catalogue.ts';
import { classNames } from '../../ui/class-names.ts';
import { LevelMark } from './level-mark.tsx';
import { useOnHandAt, type PlaceKind } from './use-on-hand-at.ts';
import styles from './stock-row.module.css';

interface StockRowProps {
  readonly item: CatalogueItem;
  readonly places: Readonly<Record<PlaceKind, readonly string[]>>;
  /** Its place among the rows, from 0. */
  readonly index: number;
  /** Tells the virtual list how high the row came out; absent in a short list. */
  readonly measure?: ((row: HTMLElement | null) => void) | undefined;
  /** Gets the id, so that one stable function serves all rows. */
  readonly onOpen: (id: string) => void;
}

/** One product: what lies in the shop, in the storeroom and in all. */
export const StockRow = memo(function StockRow(props: StockRowProps) {
  const { item, places, index, measure, onOpen } = props;
  const text = useAllText();
  const { product, stockItem } = item;
  const gerai = useOnHandAt(places.gerai, stockItem);
  const gudang = useOnHandAt(places.gudang, stockItem);
  const level = stockLevel(gerai, product);
  const hasGudang = places.gudang.length > 0;
  return (
    <div
      role="row"
      // The first row of the table is its head, and rows are counted from 1.
      aria-rowindex={index + 2}
      data-index={index}
      ref={measure}
      className={classNames(styles.row, !hasGudang && styles.single)}
    >
      <div role="cell" className={styles.what}>
        <button type="button" className={styles.name} data-row={index} onClick={() => onOpen(product.id)}>
          {product.name}
        </button>
        <span className={styles.unit}>
          {product.category} · {product.unit}
        </span>
      </div>
      <div role="cell" className={styles.mark}>
        <LevelMark level={level} />
      </div>
      <Quantity name={text.stock.gerai} milli={gerai} isStrong={!hasGudang} />
      {hasGudang && <Quantity name={text.stock.gudang} milli={gudang} />}
      {hasGudang && <Quantity name={text.stock.total} milli={sumOf(gerai, gudang)} isStrong />}
    </div>
  );
});

interface QuantityProps {
  /** The head of its column, shown beside the figure where a phone has no columns. */
  readonly name: string;
  readonly milli: number | null;
  readonly isStrong?: boolean | undefined;
}

function Quantity({ name, milli: quantity, isStrong = false }: QuantityProps) {
  return (
    <div
      role="cell"
      className={classNames(
        styles.quantity,
        isStrong && styles.strong,
        quantity !== null && quantity < 0 && styles.negative,
      )}
    >
      <span className={styles.column} aria-hidden="true">
        {name}
      </span>
      {quantity === null ? '–' : formatMilli(quantity)}
    </div>
  );
}

function sumOf(a: number | null, b: number | null): number | null {
  return a === null && b === null ? null : (a ?? 0) + (b ?? 0);
}
