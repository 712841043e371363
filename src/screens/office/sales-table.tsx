import { useMemo } from 'react';
import { formatClock, formatCount, formatRupiah } from '../../locale/format.ts';
import { formatDay } from '../../locale/office-format.ts';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { useLanguage, useText } from '../../locale/use-text.ts';
import { askSales } from '../../sync/office-client.ts';
import type { OfficeSale, OfficeSales } from '../../sync/office-live.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Pill, type Tone } from '../../ui/pill.tsx';
import { DeskTable, type Column } from './desk-table.tsx';
import { delayWords } from './delay-words.ts';
import { Figure, Figures } from './desk-page.tsx';
import { FailureNotice } from './failure-notice.tsx';
import { useMe, zoneOf } from './me.ts';
import { salesPath, type SalesFilter } from './sales-filter.ts';
import { useOlder } from './use-older.ts';
import styles from './sales-table.module.css';

interface SalesTableProps {
  readonly value: OfficeSales;
  readonly filter: SalesFilter;
  readonly onOpen: (factId: string) => void;
}

/** The selection with its key figures. Sums are the server's and cover the whole selection, not only the rows in view. */
export function SalesTable({ value, filter, onOpen }: SalesTableProps) {
  const office = useOfficeText();
  const words = office.sales;
  const columns = useSalesColumns(value.sum);
  const list = useOlder(
    { rows: value.sales, next: value.next },
    (sale) => sale.factId,
    async (next) => {
      const answer = await askSales(salesPath(filter, next));
      return answer.ok ? { ok: true, value: { rows: answer.value.sales, next: answer.value.next } } : answer;
    },
  );
  if (value.sales.length === 0) return <EmptyState icon="receipt" message={words.empty} />;
  return (
    <>
      <Figures>
        <Figure label={words.count} value={formatCount(value.sum.count)} />
        <Figure label={words.total} value={formatRupiah(value.sum.totalRupiah)} />
        {value.sum.unsettled > 0 && (
          <Figure
            label={words.unsettled}
            value={formatCount(value.sum.unsettled)}
            hint={words.unsettledHint}
            tone="warn"
          />
        )}
      </Figures>
      <DeskTable
        label={words.title}
        columns={columns}
        rows={list.rows}
        keyOf={(sale) => sale.factId}
        open={{
          label: (sale) => words.open({ number: sale.number ?? words.noNumber }),
          onOpen: (sale) => onOpen(sale.factId),
        }}
      />
      {list.hasMore && (
        <div className={styles.more}>
          <span>{words.shown({ count: list.rows.length })}</span>
          <Button isBusy={list.isBusy} onClick={() => void list.more()}>
            {list.isBusy ? words.loadingMore : words.more}
          </Button>
        </div>
      )}
      <FailureNotice failure={list.failure} />
    </>
  );
}

function useSalesColumns(sum: OfficeSales['sum']): readonly Column<OfficeSale>[] {
  const office = useOfficeText();
  const text = useText();
  const language = useLanguage();
  const me = useMe();
  const { count, totalRupiah } = sum;
  return useMemo(() => {
    const words = office.sales;
    return [
      {
        id: 'number',
        header: words.columns.number,
        isCode: true,
        cell: (sale) => sale.number ?? words.noNumber,
        sum: `${words.sumRow} · ${formatCount(count)}`,
      },
      {
        id: 'time',
        header: words.columns.time,
        cell: (sale) => <SaleTime sale={sale} language={language} zone={zoneOf(me, sale.outletId)} />,
        sortBy: (sale) => sale.at,
      },
      {
        id: 'received',
        header: words.columns.received,
        from: 'tablet',
        cell: (sale) => delayWords(sale.at, sale.receivedAt, office, text),
        sortBy: (sale) => sale.receivedAt - sale.at,
      },
      ...whoColumns(words.columns),
      {
        id: 'lines',
        header: words.columns.lines,
        from: 'desk',
        isNumber: true,
        cell: (sale) => sale.lineCount,
      },
      {
        id: 'method',
        header: words.columns.method,
        from: 'desk',
        cell: (sale) => sale.methods.map((one) => words.methods[one]).join(', '),
        sortBy: (sale) => sale.methods.join(','),
      },
      {
        id: 'total',
        header: words.columns.total,
        isNumber: true,
        cell: (sale) => (sale.totalRupiah === null ? '–' : formatRupiah(sale.totalRupiah)),
        sortBy: (sale) => sale.totalRupiah ?? 0,
        sum: formatRupiah(totalRupiah),
      },
      {
        id: 'state',
        header: words.columns.state,
        from: 'tablet',
        cell: (sale) => <SaleState sale={sale} />,
        sortBy: (sale) => `${sale.status} ${sale.findingCount}`,
      },
    ];
  }, [office, text, language, me, count, totalRupiah]);
}

interface SaleTimeProps {
  readonly sale: OfficeSale;
  readonly zone: ReturnType<typeof zoneOf>;
  readonly language: ReturnType<typeof useLanguage>;
}

/** Where it was sold, and by whom. */
function whoColumns(words: {
  readonly device: string;
  readonly person: string;
}): readonly Column<OfficeSale>[] {
  return [
    {
      id: 'device',
      header: words.device,
      from: 'tablet',
      cell: (sale) => sale.deviceName,
      sortBy: (sale) => sale.deviceName,
    },
    {
      id: 'person',
      header: words.person,
      from: 'tablet',
      cell: (sale) => sale.staffName ?? sale.staffId ?? '–',
      sortBy: (sale) => sale.staffName ?? '',
    },
  ];
}

/** The business date, and what the device's clock showed. */
function SaleTime({ sale, zone, language }: SaleTimeProps) {
  return (
    <>
      {sale.businessDate !== null && (
        <span className={styles.day}>{formatDay(sale.businessDate, language)} </span>
      )}
      {formatClock(sale.at, zone)}
    </>
  );
}

const TONES: Readonly<Record<OfficeSale['status'], Tone>> = {
  accepted: 'ok',
  held: 'warn',
  quarantined: 'danger',
};

function SaleState({ sale }: { readonly sale: OfficeSale }) {
  const words = useOfficeText().sales;
  return (
    <span className={styles.state}>
      {sale.status === 'accepted' && sale.findingCount > 0 ? null : (
        <Pill
          tone={TONES[sale.status]}
          icon={sale.status === 'accepted' ? 'check' : 'warning'}
          label={words.states[sale.status]}
        />
      )}
      {sale.findingCount > 0 && (
        <Pill tone="warn" icon="warning" label={words.findingMark({ count: sale.findingCount })} />
      )}
    </span>
  );
}
