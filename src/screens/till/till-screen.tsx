import { useEffect, useRef } from 'react';
import { useCart } from '../../actions/edit-cart.ts';
import { useWorkplace } from '../../actions/workplace.ts';
import { listenForScans } from '../../device/scanner.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { useText } from '../../locale/use-text.ts';
import { BottomBar } from './bottom-bar.tsx';
import { CartPanel } from './cart-panel.tsx';
import { DonePanel } from './done-panel.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { PayDialog } from './pay-dialog.tsx';
import { ProductGrid } from './product-grid.tsx';
import { SearchBar } from './search-bar.tsx';
import { ShelfNotice } from './shelf-notice.tsx';
import { Shelves } from './shelves.tsx';
import { takeScan } from './till-acts.ts';
import { FRESH_TILL, patchTill, useTill } from './till-store.ts';
import { TillKeys } from './till-keys.ts';
import { hasKeyboard } from './has-keyboard.ts';
import { WeighDialog } from './weigh-dialog.tsx';
import styles from './till-screen.module.css';

/** The till: the shelf on one side, the cart on the other; on a phone the cart is a sheet. */
export function TillScreen() {
  const workplace = useWorkplace();
  const text = useText();
  const search = useRef<HTMLInputElement>(null);
  const isDone = useTill((till) => till.done !== null);
  const hasLines = useCart((state) => state.cart.lines.length > 0);

  // The scanner types into the window, wherever the focus is, so one ear listens as long as the till is open.
  useEffect(() => listenForScans(window, (code) => takeScan(workplace, code)), [workplace]);

  // The till starts fresh each time it is entered, and at a desk the search is ready for typing.
  useEffect(() => {
    patchTill(FRESH_TILL);
    if (hasKeyboard()) search.current?.focus();
  }, []);

  return (
    <main className={styles.till}>
      <h1 className={styles.unseen}>{text.app.titles.till}</h1>
      <section className={styles.shelf} aria-label={text.till.goods}>
        <SearchBar input={search} />
        <Shelves />
        <ShelfNotice />
        <ProductGrid />
        {hasLines && !isDone && <BottomBar />}
      </section>
      <aside className={isDone ? styles.asideDone : styles.aside} aria-label={text.cart.title}>
        {isDone ? <DonePanel search={search} /> : <CartPanel />}
      </aside>
      <TillSheets />
      <TillKeys search={search} />
    </main>
  );
}

function TillSheets() {
  const text = useText();
  const sheet = useTill((till) => till.sheet);
  switch (sheet.kind) {
    case 'none':
      return null;
    case 'cart':
      return (
        <Dialog title={text.cart.title} onClose={() => patchTill({ sheet: { kind: 'none' } })} isBare>
          <div className={styles.sheet}>
            <CartPanel isSheet />
          </div>
        </Dialog>
      );
    case 'weigh':
      return <WeighDialog key={sheet.item.product.id} item={sheet.item} lineId={sheet.lineId} />;
    case 'pay':
      return <PayDialog />;
    case 'keys':
      return <KeysDialog />;
  }
}
