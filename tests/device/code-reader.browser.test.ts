import { afterEach, expect, test } from 'vitest';
import { openCodeReader } from '../../src/device/camera/code-reader.ts';
import { ean13Bars } from '../support/ean13.ts';

const CODE = '8995177102058';

afterEach(() => {
  Reflect.deleteProperty(window, 'BarcodeDetector');
});

/** A label as a camera sees it, a little turned, as a moving picture. */
async function filmOf(code: string, degrees: number): Promise<HTMLVideoElement> {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [1280, 720];
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('No canvas');
  pen.fillStyle = '#cbb89a';
  pen.fillRect(0, 0, 1280, 720);
  pen.translate(640, 360);
  pen.rotate((degrees * Math.PI) / 180);
  pen.fillStyle = '#fff';
  pen.fillRect(-250, -110, 500, 220);
  pen.fillStyle = '#111';
  for (const [at, bar] of Array.from(ean13Bars(code)).entries())
    if (bar === '1') pen.fillRect(-190 + at * 4, -80, 4, 160);
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = canvas.captureStream(10);
  await video.play();
  return video;
}

test.each([0, 187])('our own reader reads a label of goods that is turned by %i degrees', async (degrees) => {
  const video = await filmOf(CODE, degrees);
  const reader = await openCodeReader();
  expect(await reader.read(video)).toEqual([CODE]);
  reader.close();
});

test('a picture without a code gives none', async () => {
  const video = await filmOf('', 0);
  const reader = await openCodeReader();
  expect(await reader.read(video)).toEqual([]);
  reader.close();
});

test('the browser’s own reader is used where it knows the codes of goods, and only for those it knows', async () => {
  const asked: unknown[] = [];
  class Detector {
    static getSupportedFormats = async () => ['ean_13', 'qr_code', 'aztec'];
    constructor(options: unknown) {
      asked.push(options);
    }
    detect = async () => [{ rawValue: CODE }];
  }
  // The method has to be seen before one is made, as the browser's own shows it.
  Object.assign(Detector.prototype, { detect: async () => [] });
  Object.defineProperty(window, 'BarcodeDetector', { value: Detector, configurable: true });
  const reader = await openCodeReader();
  expect(await reader.read(await filmOf(CODE, 0))).toEqual([CODE]);
  expect(asked).toEqual([{ formats: ['ean_13', 'qr_code'] }]);
});

test('a browser’s reader that knows no codes of goods is passed by', async () => {
  class Detector {
    static getSupportedFormats = async () => ['qr_code'];
    async detect(): Promise<never> {
      throw new Error('not to be asked');
    }
  }
  Object.defineProperty(window, 'BarcodeDetector', { value: Detector, configurable: true });
  const reader = await openCodeReader();
  expect(await reader.read(await filmOf(CODE, 0))).toEqual([CODE]);
  reader.close();
});
