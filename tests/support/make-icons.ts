import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import { ensureBrowser } from './ensure-browser.ts';
import { chromiumArgs } from './find-browser.ts';

/**
 * Draws the pictures the systems ask for from `public/icons/icon.svg`, the one that is designed. Run by hand
 * after a change of the drawing: `node tests/support/make-icons.ts`.
 */
const icons = join(import.meta.dirname, '..', '..', 'public', 'icons');

const rounded = readFileSync(join(icons, 'icon.svg'), 'utf8');

// iOS and Android cut the corners themselves, so their pictures reach the edge.
const square = rounded.replace(' rx="112"', '');

// Android may cut a circle of 80 % of the width; the mark is drawn smaller until its corners lie inside.
const maskable = square.replace('<g id="mark">', '<g id="mark" transform="translate(51.2 51.2) scale(.8)">');

const PICTURES = [
  { name: 'icon-192.png', drawing: rounded, size: 192 },
  { name: 'icon-512.png', drawing: rounded, size: 512 },
  { name: 'icon-maskable-512.png', drawing: maskable, size: 512 },
  { name: 'apple-touch-icon-180.png', drawing: square, size: 180 },
];

const FAVICON_SIZE = 32;

async function draw(browser: Browser, drawing: string, size: number): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(
    `<body style="margin:0">${drawing.replace('<svg ', `<svg width="${size}" height="${size}" style="display:block" `)}`,
  );
  const picture = await page.screenshot({ omitBackground: true });
  await page.close();
  return picture;
}

/** An .ico may hold a PNG as it is, behind a directory of one entry. */
function icoOf(png: Buffer, size: number): Buffer {
  const head = Buffer.alloc(22);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(1, 4);
  head.writeUInt8(size, 6);
  head.writeUInt8(size, 7);
  head.writeUInt16LE(1, 10);
  head.writeUInt16LE(32, 12);
  head.writeUInt32LE(png.length, 14);
  head.writeUInt32LE(head.length, 18);
  return Buffer.concat([head, png]);
}

const browser = await chromium.launch({ executablePath: await ensureBrowser(), args: [...chromiumArgs] });
for (const { name, drawing, size } of PICTURES) {
  writeFileSync(join(icons, name), await draw(browser, drawing, size));
}
writeFileSync(join(icons, 'favicon.ico'), icoOf(await draw(browser, rounded, FAVICON_SIZE), FAVICON_SIZE));
await browser.close();
