import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { VitePWA } from 'vite-plugin-pwa';
import { defineConfig } from 'vitest/config';
import { buildId } from './tests/support/build-id.ts';

const API = 'http://127.0.0.1:8080';

const OUTPUT = 'dist';

interface ManifestEntry {
  readonly url: string;
}

/**
 * Gives each file the worker stores its hash. The browser then refuses whatever a Wi-Fi login page or a cut
 * connection puts in its place, and the version that works stays installed.
 */
async function addIntegrity<T extends ManifestEntry>(entries: T[]): Promise<{ manifest: T[] }> {
  const manifest = await Promise.all(
    entries.map(async (entry) => {
      const body = await readFile(join(import.meta.dirname, OUTPUT, entry.url));
      return { ...entry, integrity: `sha256-${createHash('sha256').update(body).digest('base64')}` };
    }),
  );
  return { manifest };
}

/** The app as a shop installs it. The names people see under the icon are Indonesian, whatever language they choose inside. */
const pwa = VitePWA({
  strategies: 'injectManifest',
  srcDir: 'src',
  filename: 'service-worker.ts',
  injectRegister: false,
  manifest: {
    id: '/',
    name: 'Gerai – Kasir Koperasi',
    short_name: 'Gerai',
    description: 'Kasir koperasi kelurahan yang tetap jalan tanpa internet.',
    lang: 'id',
    dir: 'ltr',
    start_url: '/',
    scope: '/',
    display: 'standalone',
    theme_color: '#B3161B',
    background_color: '#FAF8F5',
    categories: ['business', 'shopping'],
    icons: [
      { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
      { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
      { src: '/icons/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
      { src: '/icons/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
    ],
  },
  includeManifestIcons: false,
  injectManifest: {
    globPatterns: ['**/*.{js,css,html,svg,webmanifest,woff2}', 'icons/icon-192.png'],
    // The worker is a program of its own and no part of what it stores; maps are for us, not for the shop's data plan.
    globIgnores: ['service-worker.js', '**/*.map'],
    manifestTransforms: [addIntegrity],
  },
  devOptions: { enabled: false },
});

export default defineConfig(async () => {
  const testing = process.env['VITEST'] !== undefined;
  return {
    plugins: testing ? [react()] : [react(), pwa],
    define: { __GERAI_BUILD__: JSON.stringify(testing ? 'test' : buildId()) },
    build: {
      outDir: OUTPUT,
      target: 'baseline-widely-available',
      sourcemap: true,
      // An inlined file is a data: address, which the content security policy refuses for everything but pictures.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
    server: { host: '127.0.0.1', proxy: { '/api': API } },
    preview: { host: '127.0.0.1', port: 4173, strictPort: true, proxy: { '/api': API } },
    test: { projects: testing ? (await import('./tests/support/vitest-projects.ts')).vitestProjects() : [] },
  };
});
