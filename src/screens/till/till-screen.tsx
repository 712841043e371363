import { useEffect, useRef } from 'react';
import { useCart } from '../../actions/edit-cart.ts';
import { useText } from '../../locale/use-text.ts';
import { BottomBar } from './bottom-bar.tsx';
import { CartPanel } from './cart-panel.tsx';
import { PlainNotice } from './plain-notice.tsx';
import { ProductGrid } from './product-grid.tsx';
import { SearchBar } from './search-bar.tsx';
import { Shelves } from './shelves.tsx';
import { askForRest, offerTillRest, useTillRest } from './till-rest.ts';
import { FRESH_TILL, patchTill, useTill } from './till-store.ts';
import { hasKeyboard } from './has-keyboard.ts';
import styles from './till-screen.module.css';

offerTillRest(async () => (await import('./till-rest-parts.ts')).tillRestParts);

/** The till: the shelf on one side, the cart on the other; on a phone the cart is a sheet. */
export function TillScreen() {
  const text = useText();
  const search = useRef<HTMLInputElement>(null);
  const rest = useTillRest((state) => state.rest);
  const isDone = useTill((till) => till.done !== null);
  const hasLines = useCart((state) => state.cart.lines.length > 0);

  // What the first paint does not show is asked for right after it, so that it is here before a hand can want it.
  useEffect(askForRest, []);

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
        {rest ? <rest.ShelfNotice /> : <PlainNotice />}
        <ProductGrid />
        {hasLines && !isDone && <BottomBar />}
        {!hasLines && !isDone && rest && (
          <div className={styles.waiting}>
            <rest.ParkedBar />
          </div>
        )}
      </section>
      <aside className={isDone ? styles.asideDone : styles.aside} aria-label={text.cart.title}>
        {isDone && rest ? <rest.DonePanel search={search} /> : <CartPanel />}
      </aside>
      {rest && <rest.TillSheets />}
      {rest && <rest.TillEars search={search} />}
    </main>
  );
}
