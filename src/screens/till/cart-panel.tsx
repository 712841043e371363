import { useCart } from '../../actions/edit-cart.ts';
import { useAmountDue } from '../../actions/amount-due.ts';
import { useWorkplace } from '../../actions/workplace.ts';
import { formatRupiah } from '../../locale/format.ts';
import { useText } from '../../locale/use-text.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { CartLineRow } from './cart-line-row.tsx';
import { finishSale, goToPayment } from './till-acts.ts';
import { useTillRest } from './till-rest.ts';
import { patchTill, useTill } from './till-store.ts';
import styles from './cart-panel.module.css';

interface CartPanelProps {
  /** True in the sheet of a phone, which brings its own way to close. */
  readonly isSheet?: boolean | undefined;
}

/** The cart: its lines, what can be taken back, the total, and the two ways to pay. */
export function CartPanel({ isSheet }: CartPanelProps) {
  const text = useText();
  const lines = useCart((state) => state.cart.lines);
  const openLineId = useTill((till) => till.openLineId);
  const touched = useTill((till) => till.touched);
  const rest = useTillRest((state) => state.rest);
  return (
    <div className={styles.panel}>
      <CartHead count={lines.length} isSheet={isSheet} />
      <div className={styles.lines}>
        {lines.length === 0 ? (
          <EmptyState icon="cart" message={text.cart.empty} />
        ) : (
          <ul aria-label={text.cart.lines}>
            {lines.map((line) => (
              <CartLineRow
                key={line.lineId}
                line={line}
                isOpen={line.lineId === openLineId}
                touch={touched?.lineId === line.lineId ? touched.nonce : 0}
              />
            ))}
          </ul>
        )}
      </div>
      <div className={styles.messages}>{rest && <rest.CartMessages />}</div>
      {rest && <rest.ParkedBar />}
      <CartFoot />
    </div>
  );
}

function CartHead({ count, isSheet }: { readonly count: number; readonly isSheet?: boolean | undefined }) {
  const text = useText();
  const rest = useTillRest((state) => state.rest);
  return (
    <div className={styles.head}>
      <div className={styles.words}>
        <h2>{text.cart.title}</h2>
        {count > 0 && <span className={styles.count}>{text.cart.items({ count })}</span>}
      </div>
      {count > 0 && rest && <rest.CartTools />}
      {isSheet && (
        <IconButton
          icon="close"
          label={text.common.close}
          onClick={() => patchTill({ sheet: { kind: 'none' } })}
        />
      )}
    </div>
  );
}

function CartFoot() {
  const text = useText();
  const workplace = useWorkplace();
  const due = useAmountDue();
  const isSaving = useTill((till) => till.isSaving);
  const isEmpty = useCart((state) => state.cart.lines.length === 0);
  const total = due?.totalRupiah;
  return (
    <div className={styles.foot}>
      {due !== null && due.roundingRupiah !== 0 && (
        <p className={styles.rounding}>{text.cart.rounding({ amount: formatRupiah(due.roundingRupiah) })}</p>
      )}
      <p className={styles.total} aria-live="polite">
        <span className={styles.totalWord}>{text.cart.total}</span>
        <strong className={styles.totalAmount}>{formatRupiah(total ?? 0)}</strong>
      </p>
      <div className={styles.ways}>
        <Button
          size="huge"
          keyHint="F8"
          disabled={isEmpty}
          isBusy={isSaving}
          onClick={() => {
            if (total !== undefined) void finishSale(workplace, total);
          }}
        >
          {text.cart.exact}
        </Button>
        <Button
          look="primary"
          size="huge"
          keyHint="F9"
          disabled={isEmpty}
          onClick={() => goToPayment(workplace)}
        >
          {text.cart.pay}
        </Button>
      </div>
    </div>
  );
}
