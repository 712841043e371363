import { useEffect, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { needsRestocking, type StockLevel } from '#domain/low-stock.ts';
import { businessDateAt } from '#domain/time.ts';
import { sellingPlace } from '#domain/coop.ts';
import { stockKey } from '#domain/stock.ts';
import { useWorkplace } from '../actions/workplace.ts';
import { noteSaid, wasSaid } from '../device/day-marks.ts';
import { formatQuantity } from '../locale/format.ts';
import type { AllMessages } from '../locale/more-id.ts';
import { useAllText } from '../locale/use-all-text.ts';
import { useSession } from '../session/session-store.ts';
import { useCatalogue } from '../storage/replica/catalogue.ts';
import { useOnHand } from '../storage/replica/on-hand.ts';
import { useStockLevels } from '../storage/replica/stock-levels.ts';
import { Spoken } from '../ui/spoken.tsx';
import { Toast } from '../ui/toast.tsx';
import styles from './stock-watch.module.css';

/** How often a notice that came while a sheet was open looks whether it may be shown. */
const LOOK_MS = 1000;

/** How many things should be fetched or ordered, beside the entry that leads to them. */
export function StockBadge() {
  const text = useAllText();
  const { low } = useStockLevels();
  if (low === 0) return null;
  return (
    <>
      <Spoken>{text.stock.toRestock({ count: low })}</Spoken>
      <span className={styles.badge} aria-hidden="true">
        {low}
      </span>
    </>
  );
}

/** Tells a manager what has just fallen low or out. Who sells is left alone: the count beside "Stok" is enough. */
export function StockWatch() {
  const isManager = useSession((session) => session.staff?.role === 'manager');
  return isManager ? <Watching /> : null;
}

function Watching() {
  const text = useAllText();
  const [, navigate] = useLocation();
  const [fallen, forget] = useFallen();
  const mayShow = useNoSheet(fallen.length > 0);
  const [first, ...more] = fallen;
  if (first === undefined || !mayShow) return null;
  const notice = noticeOf(first, text);
  return (
    <div className={styles.notice}>
      <Toast
        key={first}
        message={more.length === 0 ? notice : text.stock.andMore({ notice, count: more.length })}
        actionLabel={text.stock.look}
        onAction={() => {
          forget();
          navigate('/stock?filter=low');
        }}
        onExpire={forget}
      />
    </div>
  );
}

/** Stock items that fell since this person signed in, each once a day on this device. */
function useFallen(): readonly [items: readonly string[], forget: () => void] {
  const { clock } = useWorkplace();
  const zone = useCatalogue((catalogue) => catalogue.outlet?.zone ?? 'Asia/Makassar');
  const { levels } = useStockLevels();
  const [known, setKnown] = useState(levels);
  const [fallen, setFallen] = useState<readonly string[]>([]);
  if (known !== levels) {
    setKnown(levels);
    const fresh = [...levels].filter(([item, level]) => hasFallen(known.get(item), level));
    if (fresh.length > 0) setFallen([...fallen, ...fresh.map(([item]) => item)]);
  }
  const day = businessDateAt(clock.now(), zone);
  const untold = useMemo(() => fallen.filter((item) => !wasSaid('stock', day, item)), [fallen, day]);
  const forget = () => {
    noteSaid('stock', day, untold);
    setFallen([]);
  };
  return [untold, forget];
}

/** Whatever was low when the person came is no news; goods that nobody ever had are none either. */
function hasFallen(before: StockLevel | undefined, now: StockLevel): boolean {
  if (before === 'enough') return needsRestocking(now);
  return before === 'low' && (now === 'out' || now === 'negative');
}

/** True while no sheet lies over the screen: a notice during a payment would be in the way, and could not be tapped. */
function useNoSheet(isAsked: boolean): boolean {
  const [isFree, setIsFree] = useState(false);

  // An open dialog is the browser's state and tells nobody when it closes.
  useEffect(() => {
    if (!isAsked) return undefined;
    const look = (): void => setIsFree(document.querySelector('dialog[open]') === null);
    look();
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }, [isAsked]);

  return isFree;
}

function noticeOf(stockItem: string, text: AllMessages): string {
  const { outlet, products } = useCatalogue.getState();
  const place = outlet === null ? '' : (sellingPlace(outlet)?.id ?? '');
  const onHand = useOnHand.getState().onHand.get(stockKey(place, stockItem)) ?? 0;
  const product = products.find((item) => item.stockItem === stockItem)?.product;
  const name = product?.name ?? stockItem;
  if (onHand <= 0) return text.stock.fellOut({ name });
  return text.stock.fellLow({ name, quantity: formatQuantity(onHand, product?.unit ?? '') });
}
