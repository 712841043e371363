import { businessDateAt } from '#domain/time.ts';
import { useWorkplace } from '../../actions/workplace.ts';
import { formatClock, formatStamp } from '../../locale/format.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { useUnsentSales } from '../../storage/ledger/unsent-sales.ts';
import { useCatalogue } from '../../storage/replica/catalogue.ts';
import { useOnHand } from '../../storage/replica/on-hand.ts';
import { useSyncStatus } from '../../sync/sync-status.ts';
import { Icon } from '../../ui/icon.tsx';
import styles from './figures-age.module.css';

/** How old the server's figures are, and what this device has counted in that the server has not. */
export function FiguresAge() {
  const text = useAllText();
  const { clock, ledger } = useWorkplace();
  const zone = useCatalogue((catalogue) => catalogue.outlet?.zone ?? 'Asia/Makassar');
  const asOf = useOnHand((state) => state.asOf);
  const isOffline = useSyncStatus(({ state }) => state === 'offline' || state === 'stale');
  const unsent = useUnsentSales(ledger);
  const isToday = asOf !== null && businessDateAt(asOf, zone) === businessDateAt(clock.now(), zone);
  const time = asOf === null ? '' : isToday ? formatClock(asOf, zone) : formatStamp(asOf, zone);
  const age =
    asOf === null
      ? text.stock.asOfUnknown
      : isOffline
        ? text.stock.asOfOffline({ time })
        : text.stock.asOf({ time });
  return (
    <p className={styles.age}>
      <Icon name={isOffline ? 'cloudOff' : 'cloudCheck'} size={18} className={styles.icon} />
      <span>
        {age}
        {unsent > 0 && `, ${text.stock.withUnsent({ count: unsent })}`}
      </span>
    </p>
  );
}
