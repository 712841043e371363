import { useEffect, useEffectEvent, useRef, useState, type RefObject } from 'react';
import { CameraFailure, openCamera, type CameraFault, type OpenCamera } from '../../device/camera/camera.ts';
import { openCodeReader } from '../../device/camera/code-reader.ts';
import { watchCodes } from '../../device/camera/seen-codes.ts';

/** Between two pictures, milliseconds: a tablet has to draw and to breathe as well. */
const BETWEEN_MS = 90;

export type CameraState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'looking'; readonly switchTorch: OpenCamera['switchTorch'] }
  /** `unreadable`: the camera looks, and the reader of codes can't be had. */
  | { readonly kind: 'failed'; readonly fault: CameraFault | 'unreadable' };

interface Camera {
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly state: CameraState;
  readonly retry: () => void;
}

/** Looks for codes as long as the component that asks is drawn. Each label is told once, until it leaves the picture. */
export function useCamera(onCode: (code: string) => void): Camera {
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<CameraState>({ kind: 'starting' });
  const [tries, setTries] = useState(0);
  const tell = useEffectEvent(onCode);

  // The camera is outside of what React draws: it is taken when the sheet opens and let go when it closes.
  useEffect(() => {
    const closing = new AbortController();
    look(video.current, closing.signal, { tell, show: setState }).catch((error: unknown) => {
      if (!closing.signal.aborted) setState({ kind: 'failed', fault: faultOf(error) });
    });
    return () => closing.abort();
  }, [tries]);

  const retry = () => {
    setState({ kind: 'starting' });
    setTries(tries + 1);
  };
  return { video, state, retry };
}

interface Eyes {
  readonly tell: (code: string) => void;
  readonly show: (state: CameraState) => void;
}

async function look(
  video: HTMLVideoElement | null,
  closed: AbortSignal,
  { tell, show }: Eyes,
): Promise<void> {
  if (video === null) return;
  // Asked for together: the person's answer takes longer than the reader's files.
  const opening = openCodeReader();
  opening.catch(() => undefined);
  const camera = await openCamera();
  closed.addEventListener('abort', camera.close);
  if (closed.aborted) camera.close();
  try {
    const reader = await opening;
    closed.addEventListener('abort', reader.close);
    video.srcObject = camera.stream;
    await video.play();
    show({ kind: 'looking', switchTorch: camera.switchTorch });
    const news = watchCodes();
    while (!closed.aborted) {
      const codes = await reader.read(video);
      for (const code of news(codes, performance.now())) if (!closed.aborted) tell(code);
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
    }
    reader.close();
  } finally {
    camera.close();
  }
}

function faultOf(error: unknown): CameraFault | 'unreadable' {
  return error instanceof CameraFailure ? error.kind : 'unreadable';
}
