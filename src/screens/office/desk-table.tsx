import {
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
  type SortingState,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState, type ReactNode } from 'react';
import { classNames } from '../../ui/class-names.ts';
import styles from './desk-table.module.css';

/** From how many rows on only those in view are drawn, and how high each one is, CSS pixels. */
const VIRTUAL_FROM = 300;
const ROW_PX = 40;

export interface Column<Row> {
  readonly id: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** What the column is sorted by; without it the column keeps the server's order. */
  readonly sortBy?: ((row: Row) => string | number) | undefined;
  readonly isNumber?: boolean | undefined;
  /** Never broken over two lines. */
  readonly isCode?: boolean | undefined;
  /** The narrowest place a column is shown in; the panel of a row has all of them. */
  readonly from?: 'phone' | 'tablet' | 'desk' | undefined;
  /** In the row of sums, which is always in view. */
  readonly sum?: ReactNode;
}

interface DeskTableProps<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** Opens a row. The first cell becomes a button that covers the whole row. */
  readonly open?: { readonly label: (row: Row) => string; readonly onOpen: (row: Row) => void } | undefined;
}

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });

/** Rows and columns: 40 px a row, a head and sums that stay in view, sorted by a tap on the head. */
export function DeskTable<Row extends object>(props: DeskTableProps<Row>) {
  const { label, columns, rows, keyOf, open } = props;
  const scroll = useRef<HTMLDivElement>(null);
  const [sorting, setSorting] = useState<SortingState>([]);
  const definitions = useMemo(() => columns.map((column) => definitionOf(column)), [columns]);
  const table = useTable({
    features,
    columns: definitions,
    data: rows,
    state: { sorting },
    onSortingChange: setSorting,
    getRowId: keyOf,
  });
  const sorted = table.getRowModel().rows;
  const isVirtual = sorted.length > VIRTUAL_FROM;
  // oxlint-disable-next-line react/incompatible-library -- its functions change what they return; nothing here is memoised by a compiler.
  const virtual = useVirtualizer({
    count: isVirtual ? sorted.length : 0,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  const inView = virtual.getVirtualItems();
  const first = inView[0];
  const last = inView.at(-1);
  const shown = isVirtual && first && last ? sorted.slice(first.index, last.index + 1) : sorted;
  const above = isVirtual ? (first?.start ?? 0) : 0;
  const below = isVirtual ? virtual.getTotalSize() - (last?.end ?? 0) : 0;
  const sort = (id: string): void => {
    const now = sorting[0];
    if (now?.id !== id) setSorting([{ id, desc: false }]);
    else setSorting(now.desc ? [] : [{ id, desc: true }]);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keys.
    <div ref={scroll} className={styles.scroll} role="region" aria-label={label} tabIndex={0}>
      <table className={styles.table} aria-rowcount={isVirtual ? sorted.length : undefined}>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head key={column.id} column={column} sorting={sorting} onSort={sort} />
            ))}
          </tr>
        </thead>
        <tbody>
          <Spacer height={above} />
          {shown.map(({ id, original }) => (
            <BodyRow key={id} row={original} columns={columns} open={open} />
          ))}
          <Spacer height={below} />
        </tbody>
        <Sums columns={columns} />
      </table>
    </div>
  );
}

function BodyRow<Row>({
  row,
  columns,
  open,
}: Pick<DeskTableProps<Row>, 'columns' | 'open'> & { readonly row: Row }) {
  return (
    <tr className={open && styles.opens}>
      {columns.map((column, index) => (
        <td key={column.id} className={cellClass(column)}>
          {index === 0 && open ? (
            <button
              type="button"
              className={styles.open}
              aria-label={open.label(row)}
              onClick={() => open.onOpen(row)}
            >
              {column.cell(row)}
            </button>
          ) : (
            column.cell(row)
          )}
        </td>
      ))}
    </tr>
  );
}

function definitionOf<Row extends object>(column: Column<Row>): ColumnDef<typeof features, Row> {
  const { id, sortBy } = column;
  return {
    id,
    accessorFn: (row) => sortBy?.(row) ?? '',
    enableSorting: sortBy !== undefined,
    sortFn: ascending,
  };
}

interface Valued {
  readonly getValue: (columnId: string) => unknown;
}

/** Names by the alphabet people know, numbers by size. The table itself turns it around. */
function ascending(a: Valued, b: Valued, columnId: string): number {
  const one = a.getValue(columnId);
  const other = b.getValue(columnId);
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return String(one).localeCompare(String(other), 'id', { numeric: true });
}

interface HeadProps<Row> {
  readonly column: Column<Row>;
  readonly sorting: SortingState;
  readonly onSort: (id: string) => void;
}

function Head<Row>({ column, sorting, onSort }: HeadProps<Row>) {
  const now = sorting[0]?.id === column.id ? sorting[0] : undefined;
  const order = now && (now.desc ? 'descending' : 'ascending');
  return (
    <th scope="col" className={cellClass(column)} aria-sort={order}>
      {column.sortBy ? (
        <button type="button" className={styles.sort} onClick={() => onSort(column.id)}>
          {column.header}
          <span className={styles.order} aria-hidden="true">
            {order === 'ascending' ? '▲' : order === 'descending' ? '▼' : ''}
          </span>
        </button>
      ) : (
        column.header
      )}
    </th>
  );
}

function Sums<Row>({ columns }: { readonly columns: readonly Column<Row>[] }) {
  if (columns.every((column) => column.sum === undefined)) return null;
  return (
    <tfoot>
      <tr>
        {columns.map((column) => (
          <td key={column.id} className={cellClass(column)}>
            {column.sum}
          </td>
        ))}
      </tr>
    </tfoot>
  );
}

/** Stands for the rows that are not drawn, so that the scroll bar tells the truth. */
function Spacer({ height }: { readonly height: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden="true">
      {/* oxlint-disable-next-line jsx-a11y/control-has-associated-label -- nothing is here, and nobody is told of it. */}
      <td style={{ height }} />
    </tr>
  );
}

function cellClass<Row>({ isNumber, isCode, from }: Column<Row>): string {
  return classNames(
    isNumber && styles.number,
    isCode && styles.code,
    from === 'tablet' && styles.tablet,
    from === 'desk' && styles.desk,
  );
}
