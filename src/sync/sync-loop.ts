import type { OnCut, RunningSync, SyncPlace } from './sync-place.ts';

/** How long to wait before the part of the program that sends is asked for again. */
const LOAD_AGAIN_MS = 15_000;

let running: RunningSync | null = null;

/**
 * Starts sending and fetching for as long as this page lives. Selling waits for none of it, so the code that sends, with
 * the schemas of the wire, is loaded after the first screen and not with it.
 */
export function startSync(place: SyncPlace, onCut: OnCut): { stop(): void } {
  let callOff = (): void => undefined;
  let isStopped = false;
  const load = async (): Promise<void> => {
    // Until the file is there everything stays on the device, where it is safe.
    const file = await import('./run-sync.ts').catch(() => null);
    if (isStopped) return;
    if (file === null) callOff = place.clock.setTimer(LOAD_AGAIN_MS, () => void load());
    else running = file.runSync(place, onCut);
  };
  void load();
  return {
    stop() {
      isStopped = true;
      callOff();
      running?.stop();
      running = null;
    },
  };
}

/** Tries to send at once, in whichever tab sends. Does nothing before a workplace is open. */
export function sendNow(): void {
  running?.sendNow();
}
