import { FullDiskNotice } from './full-disk-notice.tsx';
import { StockBadge, StockWatch } from './stock-watch.tsx';
import { TillClaim } from './till-claim.tsx';

/** All that comes into the shell when somebody's first screen is painted. One file: each costs the first load its name. */
export const shellExtras = { FullDiskNotice, StockBadge, StockWatch, TillClaim };
