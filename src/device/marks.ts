const DEVICE_MARK = 'gerai-device';

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
