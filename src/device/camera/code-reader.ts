import wasmAddress from 'zxing-wasm/reader/zxing_reader.wasm?url';
import { hasMethods } from '../has-methods.ts';
// oxlint-disable-next-line import/default -- the bundler makes it: the address of the file as a program of its own.
import workerAddress from './code-worker.ts?worker&url';
import { hasCamera } from './camera.ts';
import type { FromCodeWorker, ToCodeWorker } from './code-worker-messages.ts';

/** Reads codes out of what a camera shows. */
export interface CodeReader {
  /** The codes in the picture of this moment. @throws Error when the reader itself broke */
  read(video: HTMLVideoElement): Promise<readonly string[]>;
  close(): void;
}

/** In the words of the browser's own detector (https://wicg.github.io/shape-detection-api/#barcode-detection-api). */
const FORMATS = ['ean_13', 'ean_8', 'upc_a', 'upc_e', 'code_128', 'qr_code'];

/** The part of the picture that is read: a band across it, because labels lie flat and a smaller picture is read sooner. */
const BAND = { left: 0.05, top: 0.2, width: 0.9, height: 0.6 };
/** A wider picture is read from a smaller copy, pixels. */
const READ_WIDTH_MAX = 960;

interface NativeDetector {
  detect(video: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}

interface NativeDetectorMaker {
  new (options: { readonly formats: readonly string[] }): NativeDetector;
  getSupportedFormats(): Promise<readonly string[]>;
}

/**
 * The browser's own reader where it knows the codes of goods, which is faster and costs no download; else one of ours in a
 * worker.
 * @throws Error when ours can't be had: its files are not on this device and there is no link
 */
export async function openCodeReader(): Promise<CodeReader> {
  const formats = await nativeFormats();
  return formats === null ? await openWorkerReader() : openNativeReader(formats);
}

/**
 * Lets the service worker fetch what our reader needs, so that it reads without a link. Not part of the installation: most
 * tablets never need this megabyte.
 */
export async function storeCodeReader(): Promise<void> {
  const isNeeded = (await nativeFormats()) === null && (await hasCamera());
  if (!isNeeded || !('serviceWorker' in navigator)) return;
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage({ kind: 'reader.store', address: wasmAddress });
}

async function nativeFormats(): Promise<readonly string[] | null> {
  const maker = nativeMaker();
  if (maker === null) return null;
  const known = await maker.getSupportedFormats().catch((): readonly string[] => []);
  const wanted = FORMATS.filter((format) => known.includes(format));
  return wanted.includes('ean_13') ? wanted : null;
}

function nativeMaker(): NativeDetectorMaker | null {
  const maker: unknown = Reflect.get(window, 'BarcodeDetector');
  return isNativeMaker(maker) ? maker : null;
}

function isNativeMaker(value: unknown): value is NativeDetectorMaker {
  return (
    typeof value === 'function' && hasMethods(value.prototype, 'detect') && 'getSupportedFormats' in value
  );
}

function openNativeReader(formats: readonly string[]): CodeReader {
  const Detector = nativeMaker();
  if (Detector === null) throw new Error('The browser has no detector');
  const detector = new Detector({ formats });
  return {
    read: async (video) => (await detector.detect(video)).map(({ rawValue }) => rawValue),
    close: () => undefined,
  };
}

async function openWorkerReader(): Promise<CodeReader> {
  // TypeScript does not know yet that a worker's address may be a trusted one.
  const options: WorkerOptions = { type: 'module', name: 'code-reader' };
  const worker: Worker = Reflect.construct(Worker, [trusted(workerAddress), options]);
  const ask = (message: ToCodeWorker, transfer: Transferable[] = []): Promise<FromCodeWorker> =>
    new Promise((resolve, reject) => {
      worker.onmessage = ({ data: answer }: MessageEvent<FromCodeWorker>) => {
        if (answer.kind === 'failed') reject(new Error(answer.reason));
        else resolve(answer);
      };
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage(message, transfer);
    });
  try {
    await ask({ kind: 'start', wasm: wasmAddress });
  } catch (error) {
    worker.terminate();
    throw error;
  }
  return {
    async read(video) {
      const bitmap = await bandOf(video);
      const answer = await ask({ kind: 'picture', bitmap }, [bitmap]);
      return answer.kind === 'codes' ? answer.codes : [];
    },
    close: () => worker.terminate(),
  };
}

function bandOf(video: HTMLVideoElement): Promise<ImageBitmap> {
  const { videoWidth, videoHeight } = video;
  const width = Math.round(BAND.width * videoWidth);
  const height = Math.round(BAND.height * videoHeight);
  const left = Math.round(BAND.left * videoWidth);
  const top = Math.round(BAND.top * videoHeight);
  return width <= READ_WIDTH_MAX
    ? createImageBitmap(video, left, top, width, height)
    : createImageBitmap(video, left, top, width, height, { resizeWidth: READ_WIDTH_MAX });
}

/** Under Trusted Types a plain string is refused as the address of a worker; this one comes from the build. */
function trusted(address: string): TrustedScriptURL | string {
  const policy = window.trustedTypes?.createPolicy('gerai-code-reader', { createScriptURL: (url) => url });
  return policy === undefined ? address : policy.createScriptURL(address);
}
