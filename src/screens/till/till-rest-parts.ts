import { recordSale } from '../../actions/record-sale.ts';
import { startPayment } from '../../actions/start-payment.ts';
import { findSimilar } from '../../storage/replica/find-similar.ts';
import { CartMessages } from './cart-messages.tsx';
import { CartTools, ParkedBar } from './cart-tools.tsx';
import { DonePanel } from './done-panel.tsx';
import { LineEditor } from './line-editor.tsx';
import { ShelfNotice } from './shelf-notice.tsx';
import { TillEars } from './till-ears.tsx';
import type { TillRest } from './till-rest.ts';
import { TillSheets } from './till-sheets.tsx';

/** All that the till needs after its first paint, in one file. */
export const tillRestParts: TillRest = {
  TillSheets,
  DonePanel,
  LineEditor,
  CartMessages,
  CartTools,
  ParkedBar,
  ShelfNotice,
  TillEars,
  recordSale,
  startPayment,
  findSimilar,
};
