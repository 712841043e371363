import { useAmountDue } from '../../actions/amount-due.ts';
import { useCart } from '../../actions/edit-cart.ts';
import { useWorkplace } from '../../actions/workplace.ts';
import { formatRupiah } from '../../locale/format.ts';
import { useText } from '../../locale/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Spoken } from '../../ui/spoken.tsx';
import { goToPayment } from './till-acts.ts';
import { openSheet } from './open-sheet.ts';
import styles from './bottom-bar.module.css';

/** On a phone: how much is in the cart, and the way to pay. The cart itself opens from it. */
export function BottomBar() {
  const text = useText();
  const workplace = useWorkplace();
  const count = useCart((state) => state.cart.lines.length);
  const due = useAmountDue();
  const amount = formatRupiah(due?.totalRupiah ?? 0);
  return (
    <div className={styles.bar}>
      <button
        type="button"
        className={styles.cart}
        aria-haspopup="dialog"
        onClick={() => openSheet({ kind: 'cart' })}
      >
        <Spoken>{text.cart.open({ count, amount })}</Spoken>
        <span aria-hidden="true" className={styles.count}>
          {text.cart.items({ count })}
        </span>
        <strong aria-hidden="true" className={styles.amount}>
          {amount}
        </strong>
      </button>
      <Button look="primary" size="large" onClick={() => goToPayment(workplace)}>
        {text.cart.pay}
      </Button>
    </div>
  );
}
