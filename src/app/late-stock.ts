import { create } from 'zustand';
import type * as StockParts from './stock-watch.tsx';

/** The count beside "Stok" and the notice, once their file is here; until then the entry is a plain link. */
export const useLateStock = create<{ readonly file: typeof StockParts | null }>(() => ({ file: null }));

/** Asks for the file; without it nothing is missing that a sale needs, and the next screen asks again. */
export function loadLateStock(): void {
  import('./stock-watch.tsx').then(
    (file) => useLateStock.setState({ file }),
    () => undefined,
  );
}
