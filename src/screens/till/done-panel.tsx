import { Suspense, lazy, useEffect, useRef, useState, type RefObject } from 'react';
import { serveSale } from '../../actions/print-receipt.ts';
import type { RecordedSale } from '../../actions/record-sale.ts';
import { useWorkplace } from '../../actions/workplace.ts';
import { playSound } from '../../device/sound.ts';
import { formatRupiah } from '../../locale/format.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { hasKeyboard } from './has-keyboard.ts';
import { PaperButtons } from './paper-buttons.tsx';
import { patchTill, useTill } from './till-store.ts';
import styles from './done-panel.module.css';

const DoneReceipt = lazy(() => import('./done-receipt.tsx').then((room) => ({ default: room.DoneReceipt })));

interface DonePanelProps {
  readonly search: RefObject<HTMLInputElement | null>;
}

/**
 * The sale is saved: the change, large, and the way on. It stands where the cart was and covers nothing, so
 * the first tap on a tile already belongs to the next buyer.
 */
export function DonePanel({ search }: DonePanelProps) {
  const done = useTill((till) => till.done);
  return done && <Done key={done.factId} sale={done} search={search} />;
}

function Done({ sale, search }: DonePanelProps & { readonly sale: RecordedSale }) {
  const text = useAllText();
  const workplace = useWorkplace();
  const next = useRef<HTMLButtonElement>(null);
  const [rows] = useState(async () => {
    const { receiptOf } = await import('../../actions/receipt-of.ts');
    return receiptOf(workplace, sale.factId);
  });

  // The hands are on the money now: Enter or a tap anywhere goes on, so the focus waits on that button.
  useEffect(() => next.current?.focus(), []);

  // The sale is stored: what happens by itself now is printing, the drawer and a sound, and none of it is waited for.
  useEffect(() => {
    playSound('done');
    void serveSale(workplace, sale);
  }, [workplace, sale]);

  const startNext = () => {
    patchTill({ done: null });
    if (hasKeyboard()) search.current?.focus();
  };
  return (
    <section className={styles.panel} aria-label={text.done.title}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the receipt scrolls in here, and without a stop it can't be scrolled by keys. */}
      <div className={styles.scroll} tabIndex={0}>
        <DoneWords sale={sale} />
        <div className={styles.receipt}>
          <Suspense fallback={null}>
            <DoneReceipt rows={rows} number={sale.fact.number} />
          </Suspense>
        </div>
      </div>
      <div className={styles.foot}>
        <Button ref={next} look="primary" size="huge" onClick={startNext}>
          {text.done.next}
        </Button>
        <PaperButtons sale={sale} />
      </div>
    </section>
  );
}

function DoneWords({ sale }: { readonly sale: RecordedSale }) {
  const text = useAllText();
  const { fact } = sale;
  const cash = fact.payments.find((payment) => payment.method === 'cash');
  const tendered = cash?.tenderedRupiah ?? fact.totalRupiah;
  const change = cash?.changeRupiah ?? 0;
  return (
    <>
      <span className={styles.mark}>
        <Icon name="check" size={40} />
      </span>
      <h2>{text.done.title}</h2>
      <div className={styles.change} aria-live="assertive">
        {change > 0 ? (
          <>
            <span className={styles.word}>{text.done.change}</span>
            <strong className={styles.amount}>{formatRupiah(change)}</strong>
          </>
        ) : (
          <span className={styles.exact}>{text.done.exact}</span>
        )}
      </div>
      <p className={styles.facts}>
        {text.done.facts({ total: formatRupiah(fact.totalRupiah), cash: formatRupiah(tendered) })}
      </p>
      <p className={styles.saved}>
        <Icon name="device" size={18} />
        {text.done.saved}
      </p>
      <p className={styles.number}>{text.done.number({ number: fact.number })}</p>
    </>
  );
}
