import { useVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { useAllText } from '../../locale/use-all-text.ts';
import type { CatalogueItem } from '../../storage/replica/catalogue.ts';
import { classNames } from '../../ui/class-names.ts';
import { Spoken } from '../../ui/spoken.tsx';
import { StockRow } from './stock-row.tsx';
import { usePlaces } from './use-on-hand-at.ts';
import styles from './stock-list.module.css';

/** Up to this many rows are simply drawn: a browser scrolls them better than we could (measured in ux 2). */
const PLAIN_ROWS_MAX = 300;
/** What a row is taken for until it was drawn once: 64 px on a tablet, a card of three lines on a phone. */
const ROW_PX = { tablet: 65, phone: 102 };

interface StockListProps {
  readonly items: readonly CatalogueItem[];
  /** What scrolls. */
  readonly scroller: RefObject<HTMLElement | null>;
  readonly onOpen: (id: string) => void;
}

/** The goods with what lies where. Arrow keys go from row to row. */
export function StockList({ items, scroller, onOpen }: StockListProps) {
  const text = useAllText();
  const places = usePlaces();
  const table = useRef<HTMLDivElement>(null);
  const hasGudang = places.gudang.length > 0;
  const Rows = items.length > PLAIN_ROWS_MAX ? VirtualRows : PlainRows;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the focus is in the rows' own buttons; the table only hears their arrow keys.
    <div
      ref={table}
      role="table"
      aria-label={text.stock.list}
      aria-rowcount={items.length + 1}
      className={styles.table}
      onKeyDown={(event) => goToNeighbour(event, table.current)}
    >
      <div role="rowgroup" className={styles.head}>
        <div role="row" aria-rowindex={1} className={classNames(styles.names, !hasGudang && styles.single)}>
          <div role="columnheader">{text.stock.goods}</div>
          <div role="columnheader">
            <Spoken>{text.stock.mark}</Spoken>
          </div>
          <div role="columnheader" className={styles.number}>
            {text.stock.gerai}
          </div>
          {hasGudang && (
            <div role="columnheader" className={styles.number}>
              {text.stock.gudang}
            </div>
          )}
          {hasGudang && (
            <div role="columnheader" className={styles.number}>
              {text.stock.total}
            </div>
          )}
        </div>
      </div>
      <Rows items={items} places={places} scroller={scroller} onOpen={onOpen} />
    </div>
  );
}

interface RowsProps extends StockListProps {
  readonly places: ReturnType<typeof usePlaces>;
}

function PlainRows({ items, places, onOpen }: RowsProps) {
  return (
    <div role="rowgroup">
      {items.map((item, index) => (
        <StockRow key={item.product.id} item={item} places={places} index={index} onOpen={onOpen} />
      ))}
    </div>
  );
}

/** Draws what is on the screen and a little more, so that ten thousand products scroll like thirty. */
function VirtualRows({ items, places, scroller, onOpen }: RowsProps) {
  const group = useRef<HTMLDivElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);

  // What stands above the list decides where its first row begins, and only the layout knows that.
  useLayoutEffect(() => setScrollMargin(group.current?.offsetTop ?? 0), [items]);

  // oxlint-disable-next-line react/incompatible-library -- nothing here is memoised by a compiler, and nothing of it leaves this component but the measuring.
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (window.innerWidth < 600 ? ROW_PX.phone : ROW_PX.tablet),
    getItemKey: (index) => items[index]?.product.id ?? index,
    overscan: 8,
    scrollMargin,
  });
  const drawn = rows.getVirtualItems();
  const before = (drawn[0]?.start ?? scrollMargin) - scrollMargin;
  const after = rows.getTotalSize() - ((drawn.at(-1)?.end ?? scrollMargin) - scrollMargin);
  return (
    // The one place where lengths are known only while it runs; React sets them on the element, which the CSP allows.
    <div ref={group} role="rowgroup" style={{ paddingTop: before, paddingBottom: Math.max(0, after) }}>
      {drawn.map(({ key, index }) => {
        const item = items[index];
        if (item === undefined) return null;
        return (
          <StockRow
            key={key}
            item={item}
            places={places}
            index={index}
            measure={rows.measureElement}
            onOpen={onOpen}
          />
        );
      })}
    </div>
  );
}

/** Up and down lead to the row above or below; the browser scrolls what gets the focus into view. */
function goToNeighbour(event: KeyboardEvent, table: HTMLElement | null): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  const from = document.activeElement?.getAttribute('data-row') ?? null;
  if (step === 0 || from === null || table === null) return;
  const next = table.querySelector<HTMLElement>(`[data-row="${Number(from) + step}"]`);
  if (next === null) return;
  event.preventDefault();
  next.focus();
}
