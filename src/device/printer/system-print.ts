import type { PaperColumns, ReceiptRow } from '#domain/receipt.ts';

/** How wide the paper is by its characters of font A, and how much of it the head prints: 1.5 mm a character. */
const WIDTHS = {
  32: { paperMm: 58, printedMm: 48 },
  48: { paperMm: 80, printedMm: 72 },
} as const satisfies Record<PaperColumns, { readonly paperMm: number; readonly printedMm: number }>;
const CSS_PIXELS_PER_MM = 96 / 25.4;
/** Paper the tear-off edge needs after the last row. */
const TAIL_MM = 8;

/**
 * Prints rows through the browser's own print window, on one page as long as the receipt.
 *
 * Chromium ignores `size: 58mm auto`, so the height is measured first. The page rule has to stand in a
 * constructed stylesheet: the content security policy blocks an injected `<style>`.
 */
export function printOnPage(rows: readonly ReceiptRow[], columns: PaperColumns): void {
  clearPaper();
  const paper = paperOf(rows);
  const screenSheet = sheetOf(
    `${typeRules(columns)} .gerai-paper { position: fixed; left: -100vw; top: 0; }`,
  );
  document.body.append(paper);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, screenSheet];
  const heightMm = Math.ceil(paper.getBoundingClientRect().height / CSS_PIXELS_PER_MM) + TAIL_MM;
  const printSheet = sheetOf(printRules(columns, heightMm));
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, printSheet];
  onPage = { paper, sheets: [screenSheet, printSheet] };
  // A phone lays the pages out while its print window is open, long after `print()` returned and `afterprint`
  // was told. The first touch of this page says that the window is gone.
  for (const event of ['pointerdown', 'keydown'])
    window.addEventListener(event, clearPaper, { capture: true, once: true });
  window.print();
}

let onPage: { readonly paper: HTMLElement; readonly sheets: readonly CSSStyleSheet[] } | null = null;

function clearPaper(): void {
  if (onPage === null) return;
  const { paper, sheets } = onPage;
  onPage = null;
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => !sheets.includes(sheet));
  paper.remove();
}

function paperOf(rows: readonly ReceiptRow[]): HTMLElement {
  const paper = document.createElement('div');
  paper.className = 'gerai-paper';
  paper.lang = 'id';
  paper.setAttribute('aria-hidden', 'true');
  for (const row of rows) {
    const line = document.createElement('div');
    line.textContent = row.text === '' ? ' ' : row.text;
    if (row.style !== 'plain') line.className = 'gerai-strong';
    paper.append(line);
  }
  return paper;
}

function sheetOf(rules: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  return sheet;
}

/** A character has 1.5 mm; a monospaced one is 0.6 em wide, so the type is 2.5 mm. */
function typeRules(columns: PaperColumns): string {
  return `.gerai-paper { width: ${WIDTHS[columns].printedMm}mm; font: 2.45mm/1.3 "DejaVu Sans Mono", "Roboto Mono", Consolas, monospace;
    white-space: pre; word-spacing: 0; color: #000; background: #fff; }
    .gerai-strong { font-weight: 700; }`;
}

function printRules(columns: PaperColumns, heightMm: number): string {
  const { paperMm, printedMm } = WIDTHS[columns];
  return `@page { size: ${paperMm}mm ${heightMm}mm; margin: 0; }
    @media print {
      html, body { min-height: 0; margin: 0; background: #fff; }
      body > :not(.gerai-paper) { display: none; }
      .gerai-paper { position: static; margin: 0 ${(paperMm - printedMm) / 2}mm; }
    }`;
}
