import { useState, type ReactNode } from 'react';
import { LOW_STOCK_MILLI_DEFAULT } from '#domain/low-stock.ts';
import { mayDo } from '#domain/permissions.ts';
import { priceAt } from '#domain/price.ts';
import type { Product } from '#domain/product.ts';
import { changeProduct } from '../../actions/change-product.ts';
import { useCart } from '../../actions/edit-cart.ts';
import { useWorkplace } from '../../actions/workplace.ts';
import { formatMilli, formatQuantity, formatRupiah } from '../../locale/format.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { useSession } from '../../session/session-store.ts';
import { toggleFavourite, useFavourites } from '../../storage/favourites.ts';
import { useCatalogue, type CatalogueItem } from '../../storage/replica/catalogue.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { SaveNotice } from './save-notice.tsx';
import { parseThreshold } from './typed-values.ts';
import { useOnHandAt, usePlaces } from './use-on-hand-at.ts';
import { useSaving } from './use-saving.ts';
import styles from './product-form.module.css';

interface ProductDialogProps {
  readonly productId: string;
  /** With a name when something was saved. */
  readonly onClose: (saved?: string) => void;
}

/** One product: what is known of it, and for a manager what may be changed here. */
export function ProductDialog({ productId, onClose }: ProductDialogProps) {
  const item = useCatalogue((catalogue) => catalogue.byId.get(productId));
  const mayChange = useSession((session) => mayDo('product.change', session.staff?.role ?? 'city'));
  if (item === undefined) return null;
  return mayChange ? (
    <ChangeDialog item={item} onClose={onClose} />
  ) : (
    <Dialog title={item.product.name} width="narrow" isReading onClose={() => onClose()}>
      <div className={styles.reading}>
        <Facts item={item} />
        <FavouriteBox productId={productId} />
      </div>
    </Dialog>
  );
}

function ChangeDialog({
  item,
  onClose,
}: Omit<ProductDialogProps, 'productId'> & { readonly item: CatalogueItem }) {
  const text = useAllText();
  const workplace = useWorkplace();
  const { product } = item;
  const [name, setName] = useState(product.name);
  const [threshold, setThreshold] = useState(thresholdText(product));
  const { state, save } = useSaving(onClose);
  const lowStockMilli = parseThreshold(threshold);
  const isWrong = lowStockMilli === undefined;
  const submit = () => {
    if (!isWrong) save(() => changeProduct(workplace, product.id, { name, lowStockMilli }));
  };
  return (
    <Dialog
      title={product.name}
      width="narrow"
      onClose={() => onClose()}
      footer={
        <Button look="primary" size="large" isWide isBusy={state.kind === 'saving'} onClick={submit}>
          {state.kind === 'saving' ? text.stock.saving : text.stock.save}
        </Button>
      }
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Facts item={item} />
        <FavouriteBox productId={product.id} />
        <Field
          label={text.stock.name}
          value={name}
          maxLength={80}
          onChange={(event) => setName(event.target.value)}
        />
        <Field
          label={text.stock.threshold}
          inputMode="decimal"
          value={threshold}
          hint={text.stock.thresholdHint({ quantity: formatQuantity(LOW_STOCK_MILLI_DEFAULT, product.unit) })}
          error={isWrong ? text.stock.thresholdWrong : undefined}
          onChange={(event) => setThreshold(event.target.value)}
        />
        <SaveNotice state={state} />
      </form>
    </Dialog>
  );
}

function Facts({ item }: { readonly item: CatalogueItem }) {
  const text = useAllText();
  const { clock } = useWorkplace();
  const offsetMs = useCart((cart) => cart.clockOffsetMs);
  const places = usePlaces();
  const { product, stockItem, prices } = item;
  const gerai = useOnHandAt(places.gerai, stockItem);
  const gudang = useOnHandAt(places.gudang, stockItem);
  const price = priceAt(prices, clock.now() + offsetMs, 'retail');
  const quantity = (milli: number | null): string =>
    milli === null ? '–' : formatQuantity(milli, product.unit);
  return (
    <dl className={styles.facts}>
      <Fact name={text.stock.gerai}>{quantity(gerai)}</Fact>
      {places.gudang.length > 0 && <Fact name={text.stock.gudang}>{quantity(gudang)}</Fact>}
      <Fact name={text.stock.price}>
        {price === null ? text.till.noPrice : `${formatRupiah(price.priceRupiah)}/${product.unit}`}
      </Fact>
      <Fact name={text.stock.category}>{product.category}</Fact>
      <Fact name={text.stock.barcode}>{product.barcodes.join(', ') || text.stock.none}</Fact>
      <Fact name={text.stock.code}>
        <code>{product.id}</code>
      </Fact>
    </dl>
  );
}

/** Belongs to the device and not to the goods, so it is kept at once and by whoever looks. */
function FavouriteBox({ productId }: { readonly productId: string }) {
  const text = useAllText();
  const isFavourite = useFavourites(({ ids }) => ids.includes(productId));
  return (
    <Checkbox
      label={text.finding.favourite}
      hint={text.finding.favouriteHint}
      isChecked={isFavourite}
      onChange={() => toggleFavourite(productId)}
    />
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function thresholdText({ lowStockMilli }: Product): string {
  return lowStockMilli === null || lowStockMilli === undefined ? '' : formatMilli(lowStockMilli);
}
