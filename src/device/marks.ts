export const DEVICE_MARK = 'gerai-device';

/** Followed by the device's id. */
export const HEAD_MARK = 'gerai-head-';

/**
 * The device this browser is, as localStorage remembers it. It lives apart from IndexedDB on purpose: when Chromium wipes
 * damaged databases without a word, the mark is left and the loss is seen.
 * @returns null when there is none, or when the browser keeps localStorage from us
 */
export function readDeviceMark(): string | null {
  try {
    return localStorage.getItem(DEVICE_MARK);
  } catch {
    return null;
  }
}

/** How far a device's ledger was known to reach, and what of it was not sent. */
export interface HeadMark {
  /** The order in which lineages began on the device; the newest. */
  readonly ordinal: number;
  /** The last entry of it. */
  readonly seq: number;
  readonly unsentCount: number;
  readonly unsentRupiah: number;
}

/** What localStorage remembers of a ledger's end; null when it remembers nothing that can be read. */
export function readHeadMark(deviceId: string): HeadMark | null {
  try {
    const numbers = (localStorage.getItem(HEAD_MARK + deviceId) ?? '').split('.').map(Number);
    const [ordinal = 0, seq = 0, unsentCount = 0, unsentRupiah = NaN] = numbers;
    return unsentRupiah >= 0 ? { ordinal, seq, unsentCount, unsentRupiah } : null;
  } catch {
    return null;
  }
}
