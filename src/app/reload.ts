/** Loads the page anew; the ledger and the cart are on the disk. */
export function reload(): void {
  window.location.reload();
}
