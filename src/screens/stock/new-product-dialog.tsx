import { useEffect, useId, useMemo, useState } from 'react';
import { LOW_STOCK_MILLI_DEFAULT } from '#domain/low-stock.ts';
import { newFactId } from '../../actions/act-ground.ts';
import { registerProduct } from '../../actions/register-product.ts';
import { useWorkplace } from '../../actions/workplace.ts';
import { listenForScans } from '../../device/scanner.ts';
import { formatCount, formatQuantity } from '../../locale/format.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { useCatalogue } from '../../storage/replica/catalogue.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { SaveNotice } from './save-notice.tsx';
import { parseAmount, parseThreshold } from './typed-values.ts';
import { useSaving, type SavingState } from './use-saving.ts';
import styles from './product-form.module.css';

interface NewProductDialogProps {
  readonly barcode: string;
  /** With a name when something was saved. */
  readonly onClose: (saved?: string) => void;
}

/** What stands in the fields. */
interface TypedProduct {
  readonly name: string;
  readonly category: string;
  readonly unit: string;
  readonly price: string;
  readonly barcode: string;
  readonly threshold: string;
}

const NOTHING: TypedProduct = { name: '', category: '', unit: '', price: '', barcode: '', threshold: '' };

/** New goods: enough to sell them at once. Saved on this device, link or no link. */
export function NewProductDialog({ barcode: scanned, onClose }: NewProductDialogProps) {
  const text = useAllText();
  const workplace = useWorkplace();
  // Made with the dialog: however often it is sent, it is one product.
  const [factId] = useState(() => newFactId(workplace));
  const [typed, setTyped] = useState<TypedProduct>({ ...NOTHING, barcode: scanned });
  const { state, save } = useSaving(onClose);
  const type = (patch: Partial<TypedProduct>) => setTyped((before) => ({ ...before, ...patch }));
  const lowStockMilli = parseThreshold(typed.threshold);
  const submit = () => {
    if (lowStockMilli === undefined) return;
    const { name, category, unit, barcode } = typed;
    const priceRupiah = parseAmount(typed.price);
    save(() =>
      registerProduct(workplace, factId, { name, category, unit, priceRupiah, barcode, lowStockMilli }),
    );
  };
  useScannedBarcode((barcode) => type({ barcode }));
  return (
    <Dialog
      title={text.stock.register}
      width="narrow"
      onClose={() => onClose()}
      footer={
        <Button look="primary" size="large" isWide isBusy={state.kind === 'saving'} onClick={submit}>
          {state.kind === 'saving' ? text.stock.saving : text.stock.save}
        </Button>
      }
    >
      <NewProductForm typed={typed} onType={type} onSubmit={submit} state={state} />
    </Dialog>
  );
}

interface NewProductFormProps {
  readonly typed: TypedProduct;
  readonly onType: (patch: Partial<TypedProduct>) => void;
  readonly onSubmit: () => void;
  readonly state: SavingState;
}

function NewProductForm({ typed, onType, onSubmit, state }: NewProductFormProps) {
  const text = useAllText();
  const priceRupiah = parseAmount(typed.price);
  const unit = typed.unit.trim();
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <Field
        label={text.stock.name}
        value={typed.name}
        maxLength={80}
        autoComplete="off"
        onChange={(event) => onType({ name: event.target.value })}
      />
      <div className={styles.pair}>
        <KnownField kind="category" value={typed.category} onType={(category) => onType({ category })} />
        <KnownField kind="unit" value={typed.unit} onType={(unit) => onType({ unit })} />
      </div>
      <Field
        label={text.stock.price}
        inputMode="numeric"
        value={priceRupiah === 0 ? '' : formatCount(priceRupiah)}
        hint={unit === '' ? undefined : text.stock.priceHint({ unit })}
        onChange={(event) => onType({ price: event.target.value })}
      />
      <Field
        label={text.stock.barcode}
        value={typed.barcode}
        hint={text.stock.barcodeHint}
        autoComplete="off"
        onChange={(event) => onType({ barcode: event.target.value })}
      />
      <Field
        label={text.stock.threshold}
        inputMode="decimal"
        value={typed.threshold}
        hint={text.stock.thresholdHint({
          quantity: formatQuantity(LOW_STOCK_MILLI_DEFAULT, unit).trim(),
        })}
        error={parseThreshold(typed.threshold) === undefined ? text.stock.thresholdWrong : undefined}
        onChange={(event) => onType({ threshold: event.target.value })}
      />
      <SaveNotice state={state} />
    </form>
  );
}

interface KnownFieldProps {
  readonly kind: 'category' | 'unit';
  readonly value: string;
  readonly onType: (value: string) => void;
}

/** A word that the shop uses already is offered; another one may be typed. */
function KnownField({ kind, value, onType }: KnownFieldProps) {
  const text = useAllText();
  const products = useCatalogue((catalogue) => catalogue.products);
  const known = useMemo(
    () => [...new Set(products.map(({ product }) => product[kind]))].toSorted(),
    [products, kind],
  );
  const listId = useId();
  return (
    <div>
      <Field
        label={text.stock[kind]}
        value={value}
        maxLength={40}
        list={listId}
        autoComplete="off"
        hint={kind === 'unit' ? text.stock.unitHint : undefined}
        onChange={(event) => onType(event.target.value)}
      />
      <datalist id={listId}>
        {known.map((word) => (
          <option key={word}>{word}</option>
        ))}
      </datalist>
    </div>
  );
}

/** A scan fills the barcode in, whichever field has the focus. */
function useScannedBarcode(onCode: (code: string) => void): void {
  const [code, setCode] = useState<string | null>(null);

  // The scanner types into the window as long as the dialog is open.
  useEffect(() => listenForScans(window, setCode, () => undefined), []);

  if (code === null) return;
  setCode(null);
  onCode(code);
}
