/** `denied`: not allowed by the person or the browser · `missing`: there is none · `busy`: another program holds it. */
export type CameraFault = 'denied' | 'missing' | 'busy';

/** The camera shows nothing. */
export class CameraFailure extends Error {
  override readonly name = 'CameraFailure';
  readonly kind: CameraFault;

  constructor(kind: CameraFault, cause?: unknown) {
    super(`The camera failed: ${kind}`, { cause });
    this.kind = kind;
  }
}

/** A camera that looks. */
export interface OpenCamera {
  readonly stream: MediaStream;
  /** Switches the lamp beside the camera; null where there is none. */
  readonly switchTorch: ((isOn: boolean) => Promise<void>) | null;
  /** Lets the camera go, and its light goes out. */
  close(): void;
}

/** Wide enough for the bars of a label at arm's length, small enough for a cheap tablet. */
const WIDTH = 1280;
const HEIGHT = 720;

/** Opens the camera that looks away from the person; browsers ask the person first. @throws CameraFailure */
export async function openCamera(): Promise<OpenCamera> {
  // Browsers hide it on pages without HTTPS.
  if (!('mediaDevices' in navigator)) throw new CameraFailure('missing');
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: { ideal: 'environment' }, width: { ideal: WIDTH }, height: { ideal: HEIGHT } },
      audio: false,
    });
    const [track] = stream.getVideoTracks();
    return {
      stream,
      switchTorch: track !== undefined && hasTorch(track) ? (isOn) => switchTorch(track, isOn) : null,
      close: () => {
        for (const each of stream.getTracks()) each.stop();
      },
    };
  } catch (error) {
    throw new CameraFailure(faultOf(error), error);
  }
}

/** True when this device seems to have a camera; asked without turning it on. */
export async function hasCamera(): Promise<boolean> {
  if (!('mediaDevices' in navigator)) return false;
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.some((device) => device.kind === 'videoinput');
}

function faultOf(error: unknown): CameraFault {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'missing';
}

/** The lamp stands in the standard and not in TypeScript's types (https://w3c.github.io/mediacapture-image/#torch). */
function hasTorch(track: MediaStreamTrack): boolean {
  return Reflect.get(track.getCapabilities?.() ?? {}, 'torch') === true;
}

async function switchTorch(track: MediaStreamTrack, isOn: boolean): Promise<void> {
  const wish: MediaTrackConstraintSet & { readonly torch: boolean } = { torch: isOn };
  await track.applyConstraints({ advanced: [wish] });
}
