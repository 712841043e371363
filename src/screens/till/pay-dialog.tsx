import type { KeyboardEvent } from 'react';
import { isRupiah, rupiah, type Rupiah } from '#domain/money.ts';
import { quickNotesRupiah } from '#domain/payment.ts';
import { useAmountDue } from '../../actions/amount-due.ts';
import { useWorkplace } from '../../actions/workplace.ts';
import { formatRupiah } from '../../locale/format.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Keypad } from '../../ui/keypad.tsx';
import { typeAmount } from '../../ui/keypad-value.ts';
import { PayNotice } from './pay-notice.tsx';
import { finishSale } from './till-acts.ts';
import { patchTill, useTill } from './till-store.ts';
import { useTyped } from './use-typed.ts';
import styles from './pay-dialog.module.css';

/** Cash: one tap for the exact sum or a likely note, or the keypad for any other amount. */
export function PayDialog() {
  const text = useAllText();
  const workplace = useWorkplace();
  const due = useAmountDue();
  const isSaving = useTill((till) => till.isSaving);
  const typed = useTyped(0, typeAmount);
  const total = due?.totalRupiah ?? rupiah(0);
  const rounding = due?.roundingRupiah ?? 0;
  const pay = (tendered: Rupiah) => void finishSale(workplace, tendered);
  const received = isRupiah(typed.value) ? typed.value : rupiah(0);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'F8') {
      event.preventDefault();
      pay(total);
    } else if (event.key === 'Enter' && received >= total && total > 0) {
      // Enter on a focused note or key would press that as well.
      event.preventDefault();
      pay(received);
    } else {
      typed.onKeyboard(event);
    }
  };

  return (
    <Dialog
      title={text.pay.title}
      width="wide"
      onClose={() => patchTill({ sheet: { kind: 'none' }, notice: null })}
      onKeyDown={onKeyDown}
    >
      <div className={styles.body}>
        <div className={styles.ways}>
          <p className={styles.total} aria-live="polite">
            <span className={styles.word}>{text.pay.total}</span>
            <strong className={styles.amount}>{formatRupiah(total)}</strong>
          </p>
          {rounding !== 0 && (
            <p className={styles.rounding}>{text.cart.rounding({ amount: formatRupiah(rounding) })}</p>
          )}
          <QuickNotes total={total} isSaving={isSaving} onPay={pay} />
          <PayNotice />
        </div>
        <div className={styles.pad}>
          <p className={styles.received}>
            <span className={styles.word}>{text.pay.received}</span>
            <output className={styles.typed}>{formatRupiah(received)}</output>
          </p>
          <Keypad corner="000" label={text.pay.pad} onKey={typed.press} />
          <FinishButton total={total} received={received} isSaving={isSaving} onPay={pay} />
        </div>
      </div>
    </Dialog>
  );
}

interface PayWayProps {
  readonly total: Rupiah;
  readonly isSaving: boolean;
  readonly onPay: (tendered: Rupiah) => void;
}

function QuickNotes({ total, isSaving, onPay }: PayWayProps) {
  const text = useAllText();
  return (
    <div className={styles.notes} role="group" aria-label={text.pay.notes}>
      <div className={styles.exact}>
        <Button size="large" isWide keyHint="F8" isBusy={isSaving} onClick={() => onPay(total)}>
          {text.pay.exact({ amount: formatRupiah(total) })}
        </Button>
      </div>
      {quickNotesRupiah(total).map((note) => (
        <Button key={note} size="large" isBusy={isSaving} onClick={() => onPay(note)}>
          {formatRupiah(note)}
        </Button>
      ))}
    </div>
  );
}

/** The button says what will happen: how much is missing, or how much goes back. */
function FinishButton({ total, received, isSaving, onPay }: PayWayProps & { readonly received: Rupiah }) {
  const text = useAllText();
  const isEnough = received >= total;
  const change = formatRupiah(received - total);
  return (
    <Button
      look="primary"
      size="huge"
      isWide
      disabled={!isEnough || total === 0}
      isBusy={isSaving}
      onClick={() => onPay(received)}
    >
      {isEnough ? (
        <span className={styles.outcome}>
          <span className={styles.change}>
            {received === total ? text.pay.noChange : text.pay.change({ amount: change })}
          </span>
          <span>{isSaving ? text.pay.saving : text.pay.finish}</span>
        </span>
      ) : (
        text.pay.short({ amount: formatRupiah(total - received) })
      )}
    </Button>
  );
}
