import { memo, useEffect, useRef } from 'react';
import type { CartLine } from '#domain/cart.ts';
import { formatMilli, formatQuantity, formatRupiah } from '../../locale/format.ts';
import { useText } from '../../locale/use-text.ts';
import { Spoken } from '../../ui/spoken.tsx';
import { classNames } from '../../ui/class-names.ts';
import { useTillRest } from './till-rest.ts';
import { patchTill } from './till-store.ts';
import styles from './cart-line-row.module.css';

interface CartLineRowProps {
  readonly line: CartLine;
  readonly isOpen: boolean;
  /** Grows each time this line changes; 0 when another line was the last one. */
  readonly touch: number;
}

function LineRow({ line, isOpen, touch }: CartLineRowProps) {
  const text = useText();
  const rest = useTillRest((state) => state.rest);
  const row = useRef<HTMLLIElement>(null);
  const { product, unit } = line;
  const quantity = product.isSoldByWeight
    ? formatQuantity(line.soldMilli, unit)
    : `${formatMilli(line.soldMilli)}×`;
  const amount = formatRupiah(line.amountRupiah);

  // What was just added may lie below the edge, and only the browser can scroll to it.
  useEffect(() => {
    if (touch > 0) row.current?.scrollIntoView({ block: 'nearest' });
  }, [touch, isOpen]);

  return (
    <li ref={row} className={classNames(styles.row, isOpen && styles.open)}>
      <button
        type="button"
        className={styles.line}
        aria-expanded={isOpen}
        onClick={() => patchTill({ openLineId: isOpen ? null : line.lineId })}
      >
        <Spoken>
          {text.cart.line({
            name: product.name,
            quantity: formatQuantity(line.soldMilli, unit),
            amount,
          })}
        </Spoken>
        <span aria-hidden="true" className={styles.quantity}>
          {quantity}
        </span>
        <span aria-hidden="true" className={styles.words}>
          <span className={styles.name}>{product.name}</span>
          <span className={styles.each}>
            {text.cart.each({ amount: formatRupiah(unitPrice(line)), unit })}
          </span>
        </span>
        <span aria-hidden="true" className={styles.amount}>
          {amount}
        </span>
      </button>
      {isOpen && rest && <rest.LineEditor line={line} />}
      {touch > 0 && <span key={touch} className={styles.flash} aria-hidden="true" />}
    </li>
  );
}

/** One line. Memoised, so that a tap redraws the line it changes. */
export const CartLineRow = memo(LineRow);

/** The price of one unit as it is sold: of a carton, the carton's. */
function unitPrice(line: CartLine): number {
  const { carton } = line.product;
  return carton !== null && line.unit === carton.unit ? line.priceRupiah * carton.size : line.priceRupiah;
}
