import { DEVICE_MARK, HEAD_MARK, type HeadMark } from './marks.ts';

/* Marks that no start reads or writes: they come with what sends. */

const HANDED_MARK = 'gerai-handed-over-';

/** Remembers which device this browser is now. @returns false when the browser does not let us */
export function setDeviceMark(deviceId: string): boolean {
  try {
    localStorage.setItem(DEVICE_MARK, deviceId);
    return true;
  } catch {
    return false;
  }
}

/** Remembers how far a ledger reaches. A browser that does not let us has one witness less. */
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
