import { memo, useEffect, useRef } from 'react';
import type { CartLine } from '#domain/cart.ts';
import { MILLI_PER_UNIT } from '#domain/quantity.ts';
import { useWorkplace } from '../../actions/workplace.ts';
import { formatMilli, formatQuantity, formatRupiah } from '../../locale/format.ts';
import { useText } from '../../locale/use-text.ts';
import { useCatalogue } from '../../storage/replica/catalogue.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Spoken } from '../../ui/spoken.tsx';
import { Stepper } from '../../ui/stepper.tsx';
import { classNames } from '../../ui/class-names.ts';
import { changeUnit, setQuantity, takeOut } from './till-acts.ts';
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
      {isOpen && <LineEditor line={line} />}
      {touch > 0 && <span key={touch} className={styles.flash} aria-hidden="true" />}
    </li>
  );
}

/** One line. Memoised, so that a tap redraws the line it changes. */
export const CartLineRow = memo(LineRow);

function LineEditor({ line }: { readonly line: CartLine }) {
  const text = useText();
  const workplace = useWorkplace();
  const { product, unit } = line;
  const { name, carton } = product;
  const step = (by: number) => setQuantity(workplace, line, line.soldMilli + by * MILLI_PER_UNIT);
  return (
    <div className={styles.editor}>
      {carton && (
        <Choice
          label={text.units.question}
          isLabelHidden
          value={unit}
          options={[
            { value: product.unit, label: product.unit },
            {
              value: carton.unit,
              label: `${carton.unit} · ${text.units.holds({ count: String(carton.size), unit: product.unit })}`,
            },
          ]}
          onChange={(chosen) => changeUnit(workplace, line, chosen)}
        />
      )}
      <div className={styles.buttons}>
        {product.isSoldByWeight ? (
          <Button icon="scale" onClick={() => editWeight(line)}>
            {text.cart.editWeight}
          </Button>
        ) : (
          <Stepper
            value={formatMilli(line.soldMilli)}
            lessLabel={text.cart.less({ name })}
            moreLabel={text.cart.more({ name })}
            onLess={() => step(-1)}
            onMore={() => step(1)}
          />
        )}
        <Button look="danger" onClick={() => takeOut(workplace, line)}>
          {text.cart.remove}
        </Button>
      </div>
    </div>
  );
}

function editWeight(line: CartLine): void {
  const item = useCatalogue.getState().byId.get(line.product.id);
  if (item) patchTill({ sheet: { kind: 'weigh', item, lineId: line.lineId } });
}

/** The price of one unit as it is sold: of a carton, the carton's. */
function unitPrice(line: CartLine): number {
  const { carton } = line.product;
  return carton !== null && line.unit === carton.unit ? line.priceRupiah * carton.size : line.priceRupiah;
}
