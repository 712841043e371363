import { cacheNames, clientsClaim, type WorkboxPlugin } from 'workbox-core';
import {
  addPlugins,
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  precacheAndRoute,
  type PrecacheEntry,
} from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { CacheFirst } from 'workbox-strategies';

declare const self: ServiceWorkerGlobalScope & { readonly __WB_MANIFEST: (PrecacheEntry | string)[] };

/** Holds the hashed files of the build before this one, for tabs that still run it. */
const PREVIOUS_ASSETS = 'gerai-previous-assets';

/** Holds what only some devices need and the installation leaves out: the reader of barcodes. */
const LATE_ASSETS = 'gerai-late-assets';
/** This build's reader and, for a tab that still runs it, that of the build before. */
const LATE_ASSETS_MAX = 2;

const ASSETS = '/assets/';
const WASM = /^\/assets\/[\w.-]+\.wasm$/;

/** Said to every open tab when the browser reports that the link is back; the tab's own loop does the sending. */
const WAKE_MESSAGE = { kind: 'sync.wake' };

const CONTENT_TYPES: Readonly<Record<string, RegExp>> = {
  js: /javascript/,
  css: /^text\/css/,
  woff2: /font|octet-stream/,
  svg: /^image\/svg/,
  html: /^text\/html/,
  wasm: /^application\/wasm/,
};

/**
 * A Wi-Fi that wants a login answers every address with 200 and its own page. Stored as a script, that page
 * would break the till until the next update, so a file with the wrong type fails the whole installation and
 * the version that works stays. The manifest's hashes say the same of the body; this also guards files that
 * were fetched later and have no hash.
 */
const refuseForeignPages: WorkboxPlugin = {
  cacheWillUpdate: async ({ request, response }) => {
    if (response.status !== 200) return null;
    const ending = /\.([a-z0-9]+)$/.exec(new URL(request.url).pathname)?.[1] ?? '';
    const expected = CONTENT_TYPES[ending];
    const type = response.headers.get('content-type') ?? '';
    return expected === undefined || expected.test(type) ? response : null;
  },
};

const manifest = self.__WB_MANIFEST;

self.addEventListener('install', (event) => {
  event.waitUntil(keepPreviousAssets());
});

addPlugins([refuseForeignPages]);
precacheAndRoute(manifest);
cleanupOutdatedCaches();
clientsClaim();

const late = new CacheFirst({
  cacheName: LATE_ASSETS,
  plugins: [refuseForeignPages, { cacheDidUpdate: async () => keepNewest(await caches.open(LATE_ASSETS)) }],
});
registerRoute(({ url, sameOrigin }) => sameOrigin && WASM.test(url.pathname), late);

registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith(ASSETS),
  new CacheFirst({ cacheName: PREVIOUS_ASSETS, plugins: [refuseForeignPages] }),
);

// Whatever has a file's ending is no screen: answering it with the shell would hide that it is missing.
registerRoute(
  new NavigationRoute(createHandlerBoundToURL('index.html'), {
    denylist: [/^\/api(?:\/|$)/, /^\/(?:healthz|readyz)$/, /\/[^/]+\.[^/]+$/],
  }),
);

self.addEventListener('message', (event) => {
  const message: unknown = event.data;
  const asksToTakeOver =
    typeof message === 'object' && message !== null && 'type' in message && message.type === 'SKIP_WAITING';
  // The app asks only when the cart is empty; a worker that took over by itself would reload a running sale.
  if (asksToTakeOver) event.waitUntil(self.skipWaiting());
  const address = lateAddress(message);
  if (address !== null) event.waitUntil(storeLate(event, address));
});

// Background Sync is an extra: many browsers lack it, and the loop in the tab never relies on it.
self.addEventListener('sync', (event) => {
  if (event instanceof ExtendableEvent) event.waitUntil(wakeTabs());
});

/**
 * Activation deletes what the new manifest lacks, while a tab may still run the old build and ask for a chunk
 * it has not loaded yet, perhaps without a link. Installation comes before that, so the old files are moved
 * aside here; what was aside from the build before them goes.
 */
async function keepPreviousAssets(): Promise<void> {
  const current = new Set(manifest.map((entry) => addressOf(entry)));
  const precache = await caches.open(cacheNames.precache);
  const outgoing = (await precache.keys()).filter(
    ({ url }) => new URL(url).pathname.startsWith(ASSETS) && !current.has(url),
  );
  if (outgoing.length === 0) return;

  const previous = await caches.open(PREVIOUS_ASSETS);
  const outgoingAddresses = new Set(outgoing.map(({ url }) => url));
  const outdated = (await previous.keys()).filter(({ url }) => !outgoingAddresses.has(url));
  await Promise.all(outdated.map((request) => previous.delete(request)));
  await Promise.all(
    outgoing.map(async (request) => {
      const response = await precache.match(request);
      if (response !== undefined) await previous.put(request, response);
    }),
  );
}

/** The file of this origin that a page asks to have without a link, or null. */
function lateAddress(message: unknown): string | null {
  if (typeof message !== 'object' || message === null) return null;
  if (!('kind' in message && message.kind === 'reader.store' && 'address' in message)) return null;
  const address = new URL(String(message.address), self.location.href);
  return address.origin === self.location.origin && WASM.test(address.pathname) ? address.href : null;
}

/** Without a link nothing is stored, and the next start asks again. */
async function storeLate(event: ExtendableEvent, address: string): Promise<void> {
  const [response, done] = late.handleAll({ event, request: new Request(address) });
  await Promise.allSettled([response, done]);
}

/** A cache lists what it holds in the order in which it came. */
async function keepNewest(cache: Cache): Promise<void> {
  const held = await cache.keys();
  await Promise.all(held.slice(0, -LATE_ASSETS_MAX).map((request) => cache.delete(request)));
}

function addressOf(entry: PrecacheEntry | string): string {
  return new URL(typeof entry === 'string' ? entry : entry.url, self.location.href).href;
}

async function wakeTabs(): Promise<void> {
  const tabs = await self.clients.matchAll({ type: 'window' });
  for (const tab of tabs) tab.postMessage(WAKE_MESSAGE);
}
