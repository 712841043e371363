import type { Workplace } from '../actions/workplace.ts';
import { openWorkplace } from '../actions/open-workplace.ts';
import { askPersistence } from '../device/storage-health.ts';
import { useCatalogue } from '../storage/replica/catalogue.ts';
import { useBoot, type Boot } from './boot.ts';
import { beginTheRest, theRest } from './the-rest.ts';

/** What the service worker says when the browser reports that the link is back (src/service-worker.ts). */
const WAKE_KIND = 'sync.wake';

/** After how long the sending is started again when its chunk could not be loaded. */
const SYNC_RETRY_MS = 30_000;

/** Ends the sending of the workplace before, or keeps it from beginning. */
let sending = new AbortController();

/** Opens what this device remembers and sets the sending going. Called at the start, and again after enrolment. */
export async function startGerai(): Promise<void> {
  sending.abort();
  sending = new AbortController();
  useBoot.setState({ boot: await bootUp() });
}

async function bootUp(): Promise<Boot> {
  try {
    const opened = await openWorkplace();
    if (opened.kind !== 'open') return opened;
    // Asked at each start until it is granted; selling does not wait for the answer.
    void askPersistence();
    void startSending(opened.workplace, sending.signal);
    // Without anybody to sign in there is nothing to wait for.
    if (useCatalogue.getState().staff.length === 0) beginTheRest();
    return opened;
  } catch (error) {
    return { kind: 'failed', error };
  }
}

/**
 * The sending is a chunk of its own: nothing that a till shows first waits for it. Without the chunk the till
 * sells on, and it is asked for again for as long as the page lives.
 */
async function startSending(workplace: Workplace, signal: AbortSignal): Promise<void> {
  await theRest;
  try {
    const { startSync } = await import('../sync/sync-loop.ts');
    if (signal.aborted) return;
    // Opened again it is looked at again, and says what is missing.
    const { stop } = startSync(workplace, () => void startGerai());
    signal.addEventListener('abort', stop, { once: true });
  } catch {
    setTimeout(() => {
      if (!signal.aborted) void startSending(workplace, signal);
    }, SYNC_RETRY_MS);
  }
}

/** Tries to send at once. */
export function sendAtOnce(): void {
  beginTheRest();
  import('../sync/sync-loop.ts').then(
    ({ sendNow }) => sendNow(),
    // Not loaded yet means nothing to hurry; the start above keeps trying.
    () => undefined,
  );
}

/** Lets the service worker wake the sending of this tab; it sends nothing itself. */
export function listenForWake(): void {
  if (!('serviceWorker' in navigator)) return;
  navigator.serviceWorker.addEventListener('message', (event) => {
    const message: unknown = event.data;
    const isWake =
      typeof message === 'object' && message !== null && 'kind' in message && message.kind === WAKE_KIND;
    if (isWake && useBoot.getState().boot.kind === 'open') sendAtOnce();
  });
}
