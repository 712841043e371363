import ReceiptPrinterEncoder from '@point-of-sale/receipt-printer-encoder';
import type { PaperColumns, ReceiptRow } from '#domain/receipt.ts';

/** Rows that leave the print head before the paper is cut or torn off. */
const FEED_ROWS = 4;

/** How long the drawer's magnet is pulled and let go, milliseconds; what every common drawer takes. */
const DRAWER_PULL_MS = 100;
const DRAWER_REST_MS = 500;

/** What a cheap printer has no letter for, and what stands in its place. Each is one character, so that columns stay. */
const PLAIN_TWINS: Readonly<Record<string, string>> = {
  '\u2018': "'",
  '\u2019': "'",
  '\u201C': '"',
  '\u201D': '"',
  '\u2013': '-',
  '\u2014': '-',
  '\u2212': '-',
  '\u00D7': 'x',
  '\u00B7': '.',
  '\u2022': '*',
  '\u00A0': ' ',
  '\u202F': ' ',
};

interface BytesWish {
  readonly columns: PaperColumns;
  /** Opens the cash drawer that hangs on the printer. */
  readonly opensDrawer: boolean;
}

/**
 * Receipt rows as ESC/POS, for any printer that speaks it: plain ASCII, bold and double height are all that is used. The drawer
 * comes first, because the change is counted while the paper still runs.
 */
export function receiptBytes(
  rows: readonly ReceiptRow[],
  { columns, opensDrawer }: BytesWish,
): Uint8Array<ArrayBuffer> {
  const encoder = new ReceiptPrinterEncoder({
    language: 'esc-pos',
    columns,
    feedBeforeCut: FEED_ROWS,
    // The encoder's default adds a carriage return, which some printers take for another row.
    newline: '\n',
  });
  encoder.initialize().codepage('cp437');
  if (opensDrawer) encoder.pulse(0, DRAWER_PULL_MS, DRAWER_REST_MS);
  for (const row of rows) {
    const isTitle = row.style === 'title';
    encoder.bold(row.style !== 'plain').size(1, isTitle ? 2 : 1);
    encoder.text(inAscii(row.text)).newline();
  }
  encoder.bold(false).size(1, 1);
  // The encoder's type leaves open which memory the bytes lie in; the browser's devices want their own kind.
  return Uint8Array.from(rows.length === 0 ? encoder.encode() : encoder.cut('partial').encode());
}

/** Opens the drawer and prints nothing. */
export function drawerBytes(): Uint8Array<ArrayBuffer> {
  return receiptBytes([], { columns: 32, opensDrawer: true });
}

/**
 * Only what every printer has: its table of other letters is set by a switch inside, and nobody knows how it stands. As
 * many characters as before, counted as JavaScript does, because rows are laid out in columns.
 */
function inAscii(text: string): string {
  return Array.from(text, (char) => {
    const plain = PLAIN_TWINS[char] ?? char.normalize('NFD').charAt(0);
    return /^[ -~]$/.test(plain) ? plain : '?'.repeat(char.length);
  }).join('');
}
