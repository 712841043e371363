import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { defineConfig } from 'vitest/config';
import { buildId } from './tests/support/build-id.ts';
import { keepPreviousBuild, PREVIOUS } from './tests/support/keep-previous-build.ts';

const API = 'http://127.0.0.1:8080';

const OUTPUT = 'dist';

/** What a start imports, and the two pieces of the till's first paint that other screens share: a file each would weigh more. */
const START: { name: string; tags?: '$initial'[]; test?: RegExp; priority?: number }[] = [
  { name: 'start', tags: ['$initial'], priority: 1 },
  { name: 'till-screen', test: /src\/(?:ui\/field\.tsx|domain\/coop\.ts|screens\/till\/till-screen\.tsx)$/ },
];

/**
 * Vite's loader of chunks also fetches their style sheets and what they import. There is one style sheet here and the
 * worker has every file, so what is left of it is the import itself.
 */
const plainImports: Plugin = {
  name: 'gerai:plain-imports',
  enforce: 'pre',
  load: {
    filter: { id: /vite\/preload-helper/ },
    handler: () => 'export const __vitePreload = (load) => load();',
  },
};

/** The office is a program for desks: its files are no part of what a till fetches or stores. */
const OFFICE = 'src/screens/office/';

/**
 * Styles of the office travel inside its own chunk and are adopted when it opens, as a constructed sheet, which the content
 * security policy allows. In the one style sheet of the app they would stand in front of every till's first tile.
 */
const officeStyles: Plugin = {
  name: 'gerai:office-styles',
  apply: 'build',
  enforce: 'pre',
  async resolveId(source, importer) {
    if (!source.endsWith('.module.css') || importer?.includes(OFFICE) !== true) return null;
    const found = await this.resolve(source, importer, { skipSelf: true });
    return found === null ? null : `\0office-styles:${found.id}.js`;
  },
  async load(id) {
    if (!id.startsWith('\0office-styles:')) return null;
    const path = id.slice('\0office-styles:'.length, -'.js'.length);
    const names = [...(await readFile(path, 'utf8')).matchAll(/\.([A-Za-z][\w]*)/g)].map(
      ([, name = '']) => name,
    );
    const scoped = Object.fromEntries(names.map((name) => [name, scopedName(name, path)]));
    return `import css from ${JSON.stringify(`${path}?inline`)};
const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
document.adoptedStyleSheets.push(sheet);
export default ${JSON.stringify(scoped)};`;
  },
};

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
    globIgnores: ['service-worker.js', '**/*.map', `${PREVIOUS}/**`, 'assets/desk-*'],
    manifestTransforms: [addIntegrity],
  },
  devOptions: { enabled: false },
});

/** Chunks that only the office loads bear a name by which the worker's store leaves them out. */
function chunkName({ moduleIds }: { readonly moduleIds: readonly string[] }): string {
  const isOfficeOnly = moduleIds.some((id) => id.includes(OFFICE) || /src\/locale\/office-/.test(id));
  return isOfficeOnly ? 'assets/desk-[name]-[hash].js' : 'assets/[name]-[hash].js';
}

/** A class is called as in its file, with the file's own mark: that repeats, so it compresses where a hash a class would not. */
function scopedName(name: string, file: string): string {
  const path = relative(import.meta.dirname, file.replace(/\?.*$/, '')).replaceAll('\\', '/');
  return `${name}_${createHash('sha256').update(path).digest('hex').slice(0, 4)}`;
}

export default defineConfig(async () => {
  const testing = process.env['VITEST'] !== undefined;
  return {
    plugins: testing
      ? [react()]
      : [react(), plainImports, officeStyles, pwa, keepPreviousBuild(join(import.meta.dirname, OUTPUT))],
    define: { __GERAI_BUILD__: JSON.stringify(testing ? 'test' : buildId()) },
    build: {
      outDir: OUTPUT,
      target: 'baseline-widely-available',
      sourcemap: true,
      // An inlined file is a data: address, which the content security policy refuses for everything but pictures.
      assetsInlineLimit: 0,
      // One style sheet and no lists of what to fetch beside a chunk: the loader of both would weigh more than it saves.
      modulePreload: false,
      cssCodeSplit: false,
      // All that the start imports is one file: together it compresses better than in pieces.
      rolldownOptions: { output: { codeSplitting: { groups: START }, chunkFileNames: chunkName } },
    },
    css: { modules: { generateScopedName: scopedName } },
    resolve: {
      alias: [
        // Dexie's default is written for the browsers of 2015 and a tenth larger.
        { find: /^dexie$/, replacement: 'dexie/dist/modern/dexie.min.mjs' },
        // The router asks for a copy of a hook that React has brought itself since its version 18.
        { find: /^use-sync-external-store\/shim\/index\.js$/, replacement: 'react' },
      ],
    },
    server: { host: '127.0.0.1', proxy: { '/api': API } },
    preview: { host: '127.0.0.1', port: 4173, strictPort: true, proxy: { '/api': API } },
    test: {
      projects: testing ? (await import('./tests/support/vitest-projects.ts')).vitestProjects() : [],
      // Many tests wait, for a process, a lock or a poll: one worker more than there are processors keeps those at work.
      maxWorkers: availableParallelism() + 1,
    },
  };
});
