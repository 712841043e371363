import { tillRest, useTillRest } from './till-rest.ts';
import { patchTill, useTill, type TillNotice, type TillSheet } from './till-store.ts';

/**
 * Lays a sheet over the till: at once when its file is here, which it nearly always is. Else as soon as it comes; and when
 * it can't be had the till says so, keeps its cart, and the next tap asks again.
 */
export function openSheet(sheet: TillSheet, patch: { readonly done?: null } = {}): void {
  const show = () => patchTill({ ...patch, sheet, notice: null });
  if (useTillRest.getState().rest !== null) {
    show();
    return;
  }
  tillRest().then(
    () => {
      // Whatever was opened or said meanwhile was asked for later.
      if (useTill.getState().sheet.kind === 'none') show();
    },
    () => patchTill({ notice: PART_MISSING }),
  );
}

const PART_MISSING: TillNotice = { kind: 'part-missing' };
