import type { PaperColumns, ReceiptRow } from '#domain/receipt.ts';

/** A character of font A has 12 × 24 dots; twice as many, so that a phone's screen shows it sharp. */
const CHAR_WIDTH = 24;
const ROW_HEIGHT = 52;
const FONT_SIZE = 40;
const MARGIN = 48;

/** A letter that no font has exactly this wide is placed in the middle of its cell, so columns stay in line. */
const FONTS = '"DejaVu Sans Mono", "Roboto Mono", Menlo, Consolas, monospace';

/**
 * The receipt as a picture to send, black on white as on paper.
 * @throws Error when the browser gives no canvas, or no room for one
 */
export async function drawReceipt(rows: readonly ReceiptRow[], columns: PaperColumns): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = 2 * MARGIN + columns * CHAR_WIDTH;
  canvas.height = 2 * MARGIN + rows.reduce((height, row) => height + heightOf(row), 0);
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('The browser draws no pictures');
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = '#000';
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  let top = MARGIN;
  for (const row of rows) {
    drawRow(pen, row, top);
    top += heightOf(row);
  }
  return await new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('The picture could not be made'));
      else resolve(blob);
    }, 'image/png');
  });
}

function drawRow(pen: CanvasRenderingContext2D, row: ReceiptRow, top: number): void {
  const stretch = row.style === 'title' ? 2 : 1;
  pen.font = `${row.style === 'plain' ? '' : 'bold '}${FONT_SIZE}px ${FONTS}`;
  pen.save();
  pen.translate(MARGIN, top);
  pen.scale(1, stretch);
  let at = 0;
  for (const char of row.text) {
    pen.fillText(char, (at + char.length / 2) * CHAR_WIDTH, ROW_HEIGHT / 2);
    at += char.length;
  }
  pen.restore();
}

function heightOf(row: ReceiptRow): number {
  return row.style === 'title' ? 2 * ROW_HEIGHT : ROW_HEIGHT;
}
