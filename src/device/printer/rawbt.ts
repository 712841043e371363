const PACKAGE = 'ru.a402d.rawbtprinter';

/** True where RawBT can be installed: it is an Android app. */
export function canRunRawbt(browser: Navigator): boolean {
  return /Android/.test(browser.userAgent);
}

/** The address by which Chrome on Android hands bytes to RawBT; without the app it leads to where it can be had. */
export function rawbtAddress(bytes: Uint8Array): string {
  const chars = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return `intent:base64,${btoa(chars)}#Intent;scheme=rawbt;package=${PACKAGE};end;`;
}
