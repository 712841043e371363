import { useState, type KeyboardEvent } from 'react';
import { isRupiah, type Rupiah } from '#domain/money.ts';
import { lineAmountRupiah, parseQuantity } from '#domain/quantity.ts';
import { forgetUndo, useCart, type Portion } from '../../actions/edit-cart.ts';
import { useWorkplace } from '../../actions/workplace.ts';
import { formatRupiah } from '../../locale/format.ts';
import { describeRefusal } from '../../locale/refusals.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import type { CatalogueItem } from '../../storage/replica/catalogue.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Keypad } from '../../ui/keypad.tsx';
import { typeAmount, typeDecimal, type KeypadKey } from '../../ui/keypad-value.ts';
import { Notice } from '../../ui/notice.tsx';
import { currentPrice } from './current-price.ts';
import { setQuantity, takeOut } from './line-acts.ts';
import { putInCart } from './till-acts.ts';
import { patchTill, useTill } from './till-store.ts';
import { useTyped } from './use-typed.ts';
import styles from './weigh-dialog.module.css';

interface WeighDialogProps {
  readonly item: CatalogueItem;
  /** The line to change, or null for a new one. */
  readonly lineId: string | null;
}

type Way = 'weight' | 'amount';

/** Both stay while the person changes their mind about the way. */
interface Typed {
  /** As it was typed, with a comma. */
  readonly weight: string;
  /** Whole rupiah. */
  readonly money: number;
}

interface PortionWay {
  readonly way: Way;
  readonly unit: string;
}

const NOTHING_TYPED: Typed = { weight: '', money: 0 };

/** Loose goods: by the weight on the scale, or by the money the buyer names. */
export function WeighDialog({ item, lineId }: WeighDialogProps) {
  const text = useAllText();
  const workplace = useWorkplace();
  const [way, setWay] = useState<Way>('weight');
  const typed = useTyped(NOTHING_TYPED, (before, key) => typeInto(before, way, key));
  const { weight, money } = typed.value;
  const { product } = item;
  const price = currentPrice(workplace, item);
  const portion = portionOf({ way, weight, money, unit: product.unit });
  const amount =
    price === null || portion === null ? null : amountOf(portion, price, product.programme !== null);

  const close = () => patchTill({ sheet: { kind: 'none' }, notice: null });
  const finish = () => {
    if (portion === null) return;
    if (putPortion(portion, item, lineId, workplace)) close();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    typed.onKeyboard(event);
    if (event.key === 'Enter' && !isOnButton(event)) finish();
  };

  return (
    <Dialog title={product.name} width="narrow" onClose={close} onKeyDown={onKeyDown}>
      <div className={styles.body}>
        <Choice
          label={text.weigh.how}
          isLabelHidden
          value={way}
          onChange={setWay}
          options={[
            { value: 'weight', label: text.weigh.byWeight, icon: 'scale' },
            { value: 'amount', label: text.weigh.byAmount, icon: 'cash' },
          ]}
        />
        <p className={styles.reading}>
          <span className={styles.word}>
            {way === 'weight' ? text.weigh.weight({ unit: product.unit }) : text.weigh.amount}
          </span>
          <output className={styles.number}>
            {way === 'weight' ? `${weight || '0'} ${product.unit}` : formatRupiah(money)}
          </output>
          {price !== null && (
            <span className={styles.price}>
              {text.weigh.price({ amount: formatRupiah(price), unit: product.unit })}
            </span>
          )}
        </p>
        <WeighRefusal />
        <Keypad corner={way === 'weight' ? ',' : '000'} label={text.weigh.pad} onKey={typed.press} />
        <Button look="primary" size="huge" isWide disabled={amount === null} onClick={finish}>
          {amount === null
            ? way === 'weight'
              ? text.weigh.addNothing
              : text.weigh.addNoAmount
            : lineId === null
              ? text.weigh.add({ amount: formatRupiah(amount) })
              : text.weigh.change({ amount: formatRupiah(amount) })}
        </Button>
      </div>
    </Dialog>
  );
}

/** A refusal has to stand inside the sheet, because the page under it is out of reach. */
function WeighRefusal() {
  const text = useAllText();
  const notice = useTill((till) => till.notice);
  if (notice?.kind === 'scan-refused') return <Notice tone="warn">{text.till.scanRefused}</Notice>;
  if (notice?.kind !== 'refused') return null;
  const words = describeRefusal(notice.refusal, text);
  return (
    <Notice tone="warn" title={words.what} isUrgent>
      {words.next}
    </Notice>
  );
}

function typeInto({ weight, money }: Typed, way: Way, key: KeypadKey): Typed {
  return way === 'weight'
    ? { weight: typeDecimal(weight, key), money }
    : { weight, money: typeAmount(money, key) };
}

function portionOf({ way, weight, money, unit }: Typed & PortionWay): Portion | null {
  if (way === 'amount') return isRupiah(money) && money > 0 ? { amountRupiah: money } : null;
  const soldMilli = parseQuantity(weight);
  return soldMilli === null ? null : { unit, soldMilli };
}

function amountOf(portion: Portion, priceRupiah: Rupiah, isProgramme: boolean): Rupiah {
  if ('amountRupiah' in portion) return portion.amountRupiah;
  return lineAmountRupiah(priceRupiah, portion.soldMilli, isProgramme);
}

function putPortion(
  portion: Portion,
  item: CatalogueItem,
  lineId: string | null,
  workplace: Parameters<typeof putInCart>[0],
): boolean {
  const line = useCart.getState().cart.lines.find((candidate) => candidate.lineId === lineId);
  if (!line) return putInCart(workplace, item, portion);
  if ('soldMilli' in portion) {
    setQuantity(workplace, line, portion.soldMilli);
    return useTill.getState().notice?.kind !== 'refused';
  }
  // A line can't change from weight to money in place; the new one comes first, so a refusal loses nothing.
  if (!putInCart(workplace, item, portion)) return false;
  takeOut(workplace, line);
  forgetUndo();
  return true;
}

/** Enter on a focused button is that button's own business. */
function isOnButton(event: KeyboardEvent): boolean {
  return event.target instanceof HTMLButtonElement;
}
