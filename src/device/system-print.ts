import type { ReceiptRow } from '#domain/receipt.ts';

/** 58 mm paper; the head prints 48 mm of it, which is 32 characters of font A. */
const PAPER_MM = 58;
const PRINTED_MM = 48;
const CSS_PIXELS_PER_MM = 96 / 25.4;
/** Paper the tear-off edge needs after the last row. */
const TAIL_MM = 8;

/**
 * Prints rows through the browser's own print window, on one page as long as the receipt.
 *
 * Chromium ignores `size: 58mm auto`, so the height is measured first. The page rule has to stand in a
 * constructed stylesheet: the content security policy blocks an injected `<style>`.
 */
export function printRows(rows: readonly ReceiptRow[]): void {
  clearPaper();
  const paper = paperOf(rows);
  const screenSheet = sheetOf(`${typeRules()} .gerai-paper { position: fixed; left: -100vw; top: 0; }`);
  document.body.append(paper);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, screenSheet];
  const heightMm = Math.ceil(paper.getBoundingClientRect().height / CSS_PIXELS_PER_MM) + TAIL_MM;
  const printSheet = sheetOf(printRules(heightMm));
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

/** 32 characters across 48 mm is 1.5 mm each; a monospaced character is 0.6 em wide, so the type is 2.5 mm. */
function typeRules(): string {
  return `.gerai-paper { width: ${PRINTED_MM}mm; font: 2.45mm/1.3 "DejaVu Sans Mono", "Roboto Mono", Consolas, monospace;
    white-space: pre; word-spacing: 0; color: #000; background: #fff; }
    .gerai-strong { font-weight: 700; }`;
}

function printRules(heightMm: number): string {
  return `@page { size: ${PAPER_MM}mm ${heightMm}mm; margin: 0; }
    @media print {
      html, body { min-height: 0; margin: 0; background: #fff; }
      body > :not(.gerai-paper) { display: none; }
      .gerai-paper { position: static; margin: 0 ${(PAPER_MM - PRINTED_MM) / 2}mm; }
    }`;
}
