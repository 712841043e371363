const DEVICE_MARK = 'gerai-device';
const HEAD_MARK = 'gerai-head-';
const HANDED_MARK = 'gerai-handed-over-';

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

/** Remembers which device this browser is now. @returns false when the browser does not let us */
export function setDeviceMark(deviceId: string): boolean {
  try {
    localStorage.setItem(DEVICE_MARK, deviceId);
    return true;
  } catch {
    return false;
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

/** Remembers it. A browser that does not let us has one witness less. */
export function setHeadMark(deviceId: string, mark: HeadMark): void {
  const { ordinal, seq, unsentCount, unsentRupiah } = mark;
  try {
    localStorage.setItem(HEAD_MARK + deviceId, [ordinal, seq, unsentCount, unsentRupiah].join('.'));
  } catch {
    // The copy in the browser's private place says the same.
  }
}

/** True when what another device has left in this browser was brought to the server, as far as this browser remembers. */
export function wasHandedOver(deviceId: string): boolean {
  try {
    return localStorage.getItem(HANDED_MARK + deviceId) !== null;
  } catch {
    return false;
  }
}

/** Remembers it. Forgotten it is brought once more, which changes nothing. */
export function noteHandedOver(deviceId: string): void {
  try {
    localStorage.setItem(HANDED_MARK + deviceId, '1');
  } catch {
    // Brought again at the next start.
  }
}
