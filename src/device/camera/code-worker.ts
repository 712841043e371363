import { prepareZXingModule, readBarcodes, type ReaderOptions } from 'zxing-wasm/reader';
import type { FromCodeWorker, ToCodeWorker } from './code-worker-messages.ts';

declare const self: DedicatedWorkerGlobalScope;

/** What stands on goods, on labels of our own and on members' cards. */
const OPTIONS: ReaderOptions = {
  formats: ['EAN-13', 'EAN-8', 'UPC-A', 'UPC-E', 'Code128', 'QRCode'],
  tryHarder: true,
  maxNumberOfSymbols: 2,
};

let paper: OffscreenCanvasRenderingContext2D | null = null;

self.addEventListener('message', ({ data: message }: MessageEvent<ToCodeWorker>) => {
  const work = message.kind === 'start' ? start(message.wasm) : read(message.bitmap);
  work.then(
    (answer) => self.postMessage(answer),
    (error: unknown) => self.postMessage({ kind: 'failed', reason: String(error) } satisfies FromCodeWorker),
  );
});

/** Wasm may be compiled here and nowhere else: this worker's own response allows it, the page's policy does not. */
async function start(wasm: string): Promise<FromCodeWorker> {
  // Left to itself the library would fetch its wasm from a content delivery network.
  await prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
  return { kind: 'ready' };
}

async function read(bitmap: ImageBitmap): Promise<FromCodeWorker> {
  const { width, height } = bitmap;
  if (paper?.canvas.width !== width || paper.canvas.height !== height)
    paper = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (paper === null) throw new Error('The browser draws no pictures here');
  paper.drawImage(bitmap, 0, 0);
  bitmap.close();
  const found = await readBarcodes(paper.getImageData(0, 0, width, height), OPTIONS);
  return { kind: 'codes', codes: found.map(({ text }) => text) };
}
