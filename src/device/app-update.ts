import type { Workbox } from 'workbox-window';
import { create } from 'zustand';

interface AppUpdateState {
  /** A newer build is installed and waits to take over. */
  readonly isReady: boolean;
}

/** Whether a newer version is waiting. */
export const useAppUpdate = create<AppUpdateState>()(() => ({ isReady: false }));

let workbox: Workbox | null = null;

/**
 * Registers the service worker and notes when a newer one waits. It never takes over by itself: a reload in
 * the middle of a sale would cost the cashier the thread, so `installUpdate` is called once the cart is empty.
 * Without a worker the app still sells; it only can't start offline, and the next start tries again.
 */
export function watchForUpdates(address: TrustedScriptURL | string): void {
  if ('serviceWorker' in navigator) register(address).catch(() => undefined);
}

/** The library is a chunk of its own: nothing that a till shows first waits for it. */
async function register(address: TrustedScriptURL | string): Promise<void> {
  const { Workbox: Registration } = await import('workbox-window');
  workbox = new Registration(address, { scope: '/' });
  workbox.addEventListener('waiting', () => useAppUpdate.setState({ isReady: true }));
  await workbox.register();
}

/** Lets the waiting version take over and loads the page anew. */
export function installUpdate(): void {
  if (!workbox) return;
  workbox.addEventListener('controlling', () => window.location.reload());
  workbox.messageSkipWaiting();
}
