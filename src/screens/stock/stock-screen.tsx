import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useLocation, useSearch } from 'wouter';
import { CYLINDER_STATES, cylinderItem } from '#domain/cylinder.ts';
import { mayDo } from '#domain/permissions.ts';
import { stockKey } from '#domain/stock.ts';
import { useWorkplace } from '../../actions/workplace.ts';
import { listenForScans } from '../../device/scanner.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { useSession } from '../../session/session-store.ts';
import { useOpenShift } from '../../storage/ledger/ledger-live.ts';
import { useCatalogue } from '../../storage/replica/catalogue.ts';
import { useOnHand } from '../../storage/replica/on-hand.ts';
import { useStockLevels } from '../../storage/replica/stock-levels.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { Toast } from '../../ui/toast.tsx';
import { CylinderSection } from './cylinder-section.tsx';
import { FiguresAge } from './figures-age.tsx';
import { NewProductDialog } from './new-product-dialog.tsx';
import { ProductDialog } from './product-dialog.tsx';
import { EVERYTHING, isStockFilter, itemsFor, type StockQuestion } from './stock-filter.ts';
import { StockList } from './stock-list.tsx';
import { StockSearch } from './stock-search.tsx';
import styles from './stock-screen.module.css';

type Sheet =
  | { readonly kind: 'new'; readonly barcode: string }
  | { readonly kind: 'product'; readonly id: string };

/** What lies where, how old the figures are, and what should be fetched or ordered. The manager's first place. */
export function StockScreen() {
  const text = useAllText();
  const asked = useSearch();
  const [question, setQuestion] = useState<StockQuestion>(EVERYTHING);
  const [heard, setHeard] = useState<string | null>(null);
  const [sheet, setSheet] = useState<Sheet | null>(null);
  const role = useSession((session) => session.staff?.role ?? 'city');
  if (asked !== heard) {
    // The notice leads here with a filter, also when the list is open already; the till with a code that nobody knows.
    setHeard(asked);
    const wishes = new URLSearchParams(asked);
    const filter = wishes.get('filter');
    const barcode = wishes.get('new');
    if (isStockFilter(filter)) setQuestion({ ...EVERYTHING, filter });
    if (barcode !== null && mayDo('product.register', role)) setSheet({ kind: 'new', barcode });
  }
  const [saved, setSaved] = useState<string | null>(null);
  const scroller = useRef<HTMLElement>(null);
  useScans(sheet === null, (code) => setQuestion({ ...EVERYTHING, words: code }));
  const open = useCallback((id: string) => setSheet({ kind: 'product', id }), []);
  const close = (name?: string) => {
    setSheet(null);
    if (name !== undefined) setSaved(name);
  };
  return (
    <main ref={scroller} className={styles.page}>
      <div className={styles.column}>
        <Head onRegister={() => setSheet({ kind: 'new', barcode: '' })} />
        <StockSearch question={question} onAsk={setQuestion} />
        <Found
          question={question}
          onAsk={setQuestion}
          list={(items) => <StockList items={items} scroller={scroller} onOpen={open} />}
        />
      </div>
      {sheet?.kind === 'new' && <NewProductDialog barcode={sheet.barcode} onClose={close} />}
      {sheet?.kind === 'product' && <ProductDialog key={sheet.id} productId={sheet.id} onClose={close} />}
      {saved !== null && (
        <div className={styles.toast}>
          <Toast key={saved} message={text.stock.saved({ name: saved })} onExpire={() => setSaved(null)} />
        </div>
      )}
    </main>
  );
}

function Head({ onRegister }: { readonly onRegister: () => void }) {
  const text = useAllText();
  const { ledger } = useWorkplace();
  const [, navigate] = useLocation();
  const hasNoShift = useOpenShift(ledger) === null;
  const role = useSession((session) => session.staff?.role ?? 'city');
  return (
    <header className={styles.head}>
      <div className={styles.title}>
        <h1>{text.stock.title}</h1>
        <FiguresAge />
      </div>
      <div className={styles.actions}>
        {hasNoShift && mayDo('shift.open', role) && (
          <Button icon="cash" onClick={() => navigate('/shift')}>
            {text.stock.openTill}
          </Button>
        )}
        {mayDo('product.register', role) && (
          <Button look="primary" icon="plus" onClick={onRegister}>
            {text.stock.register}
          </Button>
        )}
      </div>
    </header>
  );
}

interface FoundProps {
  readonly question: StockQuestion;
  readonly onAsk: (question: StockQuestion) => void;
  readonly list: (items: ReturnType<typeof itemsFor>) => ReactNode;
}

/** What the question means: cylinders in their own section, everything else in the list. */
function Found({ question, onAsk, list }: FoundProps) {
  const text = useAllText();
  const products = useCatalogue((catalogue) => catalogue.products);
  const isLoaded = useCatalogue((catalogue) => catalogue.loadedAt !== null);
  const { levels } = useStockLevels();
  // Deferred, so that a key press shows at once and ten thousand rows follow.
  const meant = useDeferredValue(question);
  const { goods, sizes } = useMemo(() => {
    const found = itemsFor(products, meant, levels);
    const ofSize = found.flatMap(({ product }) => product.cylinder?.size ?? []).filter(isKnownSize);
    return {
      goods: found.filter(({ product }) => product.cylinder === null),
      sizes: [...new Set(ofSize)].toSorted(),
    };
  }, [products, meant, levels]);
  if (!isLoaded) return <Spinner label={text.common.loading} />;
  if (products.length === 0) {
    return <EmptyState icon="package" message={`${text.stock.empty} ${text.stock.emptyHint}`} />;
  }
  if (goods.length === 0 && sizes.length === 0) {
    const isCalm = meant.filter !== 'all' && meant.words === '' && meant.shelf === null;
    return (
      <EmptyState
        icon={isCalm ? 'check' : 'search'}
        message={isCalm ? text.stock.allFine : text.stock.noHit}
        action={<Button onClick={() => onAsk(EVERYTHING)}>{text.stock.showAll}</Button>}
      />
    );
  }
  return (
    <>
      {sizes.length > 0 && <CylinderSection sizes={sizes} />}
      {goods.length > 0 && list(goods)}
    </>
  );
}

/** A size that the shop only has prices for, and never had a cylinder of, would be a row of dashes. */
function isKnownSize(size: string): boolean {
  const { onHand } = useOnHand.getState();
  const places = useCatalogue.getState().outlet?.places ?? [];
  return CYLINDER_STATES.some((state) =>
    places.some(({ id }) => onHand.has(stockKey(id, cylinderItem(size, state)))),
  );
}

/** A scan here asks for the goods that bear the code, unless a dialog listens for it itself. */
function useScans(isListening: boolean, onCode: (code: string) => void): void {
  const act = useRef(onCode);

  // The ear is put on once, and has to hear what the newest drawing would do.
  useEffect(() => {
    act.current = onCode;
  });

  // The scanner types into the window, wherever the focus is.
  useEffect(
    () =>
      isListening
        ? listenForScans(
            window,
            (code) => act.current(code),
            () => undefined,
          )
        : undefined,
    [isListening],
  );
}
