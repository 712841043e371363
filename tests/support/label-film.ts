import { writeFileSync } from 'node:fs';
import { ean13Bars } from './ean13.ts';

const WIDTH = 640;
const HEIGHT = 480;
const BAR_PIXELS = 4;
const DARK = 16;
const BRIGHT = 235;

/** Writes a film of one picture, in the form that Chromium's imitated camera plays: a label of goods on a white table. */
export function writeLabelFilm(path: string, code: string): void {
  const bright = Buffer.alloc(WIDTH * HEIGHT, BRIGHT);
  const start = (WIDTH - 95 * BAR_PIXELS) / 2;
  for (const [at, bar] of Array.from(ean13Bars(code)).entries()) {
    if (bar === '0') continue;
    for (let y = HEIGHT / 4; y < (HEIGHT * 3) / 4; y += 1)
      bright.fill(DARK, y * WIDTH + start + at * BAR_PIXELS, y * WIDTH + start + (at + 1) * BAR_PIXELS);
  }
  // Without colour both of its planes, a quarter as large each, stand in the middle.
  const colours = Buffer.alloc((WIDTH * HEIGHT) / 2, 128);
  const head = `YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\nFRAME\n`;
  writeFileSync(path, Buffer.concat([Buffer.from(head), bright, colours]));
}
