import type { Paper } from './escpos-paper.ts';

/** Font A of a receipt printer, in dots. */
const CHAR_WIDTH = 12;
const CHAR_HEIGHT = 24;
const ROW_GAP = 6;

/** A row as it lies on the drawn paper. */
export interface DrawnRow {
  readonly text: string;
  readonly top: number;
  readonly height: number;
}

/** Draws what came out of the imitated printer, dot for dot as wide as the paper: 384 dots on 58 mm, 576 on 80 mm. */
export function drawPaper(paper: Paper, columns: number): { canvas: HTMLCanvasElement; rows: DrawnRow[] } {
  const rows: DrawnRow[] = [];
  let top = 0;
  for (const { text, height } of paper.rows) {
    rows.push({ text, top, height: CHAR_HEIGHT * height });
    top += CHAR_HEIGHT * height + ROW_GAP;
  }
  const canvas = document.createElement('canvas');
  canvas.width = columns * CHAR_WIDTH;
  canvas.height = top;
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('No canvas');
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = '#000';
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  for (const [index, row] of paper.rows.entries()) {
    const place = rows[index];
    if (place === undefined) continue;
    pen.save();
    pen.translate(0, place.top);
    pen.scale(row.width, row.height);
    pen.font = `${row.isBold ? 'bold ' : ''}20px "DejaVu Sans Mono", monospace`;
    for (const [at, char] of Array.from(row.text).entries())
      pen.fillText(char, (at + 0.5) * CHAR_WIDTH, CHAR_HEIGHT / 2);
    pen.restore();
  }
  return { canvas, rows };
}

/** How many dots in a strip of a picture are dark. */
export function inkIn(canvas: HTMLCanvasElement, left: number, top: number, size: [number, number]): number {
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('No canvas');
  const { data: dots } = pen.getImageData(left, top, ...size);
  let ink = 0;
  for (let at = 0; at < dots.length; at += 4) if ((dots[at] ?? 255) < 128) ink += 1;
  return ink;
}
