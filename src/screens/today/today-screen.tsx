import { useState } from 'react';
import { useLocation } from 'wouter';
import { businessDateAt, type BusinessDate } from '#domain/time.ts';
import { useWorkplace } from '../../actions/workplace.ts';
import { formatBusinessDate, formatClock, formatRupiah } from '../../locale/format.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { useLanguage } from '../../locale/use-text.ts';
import { useOpenShift } from '../../storage/ledger/ledger-live.ts';
import { useOwnSales, type OwnSale } from '../../storage/ledger/own-sales.ts';
import { useCatalogue } from '../../storage/replica/catalogue.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { Spoken } from '../../ui/spoken.tsx';
import { ReceiptDialog } from './receipt-dialog.tsx';
import { SaleState } from './sale-state.tsx';
import styles from './today-screen.module.css';

/** What this device sold on the business day, newest first, and how far each sale has come. */
export function TodayScreen() {
  const text = useAllText();
  const language = useLanguage();
  const workplace = useWorkplace();
  const date = useBusinessDate();
  const sales = useOwnSales(workplace.ledger, date);
  const [, navigate] = useLocation();
  const [shown, setShown] = useState<OwnSale | null>(null);
  const total = (sales ?? []).reduce((sum, sale) => sum + sale.fact.totalRupiah, 0);
  return (
    <main className={styles.page}>
      <div className={styles.column}>
        <header className={styles.head}>
          <div>
            <h1>{text.today.title}</h1>
            <p className={styles.day}>{formatBusinessDate(date, language)}</p>
          </div>
          {sales && sales.length > 0 && (
            <p className={styles.sum}>
              <span className={styles.count}>{text.today.count({ count: sales.length })}</span>
              <strong className={styles.total}>{formatRupiah(total)}</strong>
            </p>
          )}
        </header>
        {sales === undefined ? (
          <Spinner label={text.common.loading} />
        ) : sales.length === 0 ? (
          <EmptyState
            icon="receipt"
            message={text.today.empty}
            action={
              <Button size="large" onClick={() => navigate('/')}>
                {text.today.toTill}
              </Button>
            }
          />
        ) : (
          <ul className={styles.list} aria-label={text.today.list}>
            {sales.map((sale) => (
              <SaleRow key={sale.factId} sale={sale} onShow={setShown} />
            ))}
          </ul>
        )}
      </div>
      {shown && <ReceiptDialog sale={shown} onClose={() => setShown(null)} />}
    </main>
  );
}

/** The open shift's day, or without one the day the outlet's calendar shows. */
function useBusinessDate(): BusinessDate {
  const workplace = useWorkplace();
  const shift = useOpenShift(workplace.ledger);
  const zone = useCatalogue((catalogue) => catalogue.outlet?.zone ?? 'Asia/Makassar');
  return shift?.businessDate ?? businessDateAt(workplace.clock.now(), zone);
}

interface SaleRowProps {
  readonly sale: OwnSale;
  readonly onShow: (sale: OwnSale) => void;
}

function SaleRow({ sale, onShow }: SaleRowProps) {
  const text = useAllText();
  const { fact, state } = sale;
  const time = formatClock(fact.at + (fact.clock.offset ?? 0), fact.tz);
  const amount = formatRupiah(fact.totalRupiah);
  const label = text.today.row({ number: fact.number, time, amount, state: stateWord(state, text.today) });
  return (
    <li>
      <button type="button" className={styles.row} onClick={() => onShow(sale)}>
        <Spoken>{label}</Spoken>
        <span aria-hidden="true" className={styles.words}>
          <span className={styles.number}>{fact.number}</span>
          <span className={styles.facts}>
            {time} · {fact.lines.map((line) => line.name).join(', ')}
          </span>
        </span>
        <span aria-hidden="true" className={styles.right}>
          <strong className={styles.amount}>{amount}</strong>
          <SaleState state={state} />
        </span>
        <Icon name="next" size={20} className={styles.next} />
      </button>
    </li>
  );
}

function stateWord(state: OwnSale['state'], words: { saved: string; sent: string; check: string }): string {
  return { saved: words.saved, sent: words.sent, 'action-needed': words.check }[state];
}
