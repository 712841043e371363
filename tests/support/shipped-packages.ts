import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run-program.ts';

export interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** Relative to the root of the repository. */
  readonly folder: string;
}

/** What Vite puts into the app. The server's share needs no list: it is all of `dependencies`. */
export const BUNDLED = [
  '@base-ui/react',
  '@point-of-sale/receipt-printer-encoder',
  '@tabler/icons-react',
  '@tanstack/react-table',
  '@tanstack/react-virtual',
  'dexie',
  'dexie-react-hooks',
  'react',
  'react-day-picker',
  'react-dom',
  'uqr',
  'workbox-core',
  'workbox-precaching',
  'workbox-routing',
  'workbox-strategies',
  'workbox-window',
  'wouter',
  'zustand',
  'zxing-wasm',
];

/**
 * Other people's work inside a package that brings no text of their licence: the C++ that zxing-wasm was compiled from. The
 * folder is that of a package with the same text, word for word.
 */
const INSIDE: readonly ShippedPackage[] = [
  { name: 'zxing-cpp', version: '(in zxing-wasm)', license: 'Apache-2.0', folder: 'node_modules/typescript' },
];

/** All packages that reach a shop: what the server runs, what Vite bundles, and what those need, by name. */
export function shippedPackages(): readonly ShippedPackage[] {
  const lock = readJson('package-lock.json').packages;
  const found = new Map<string, ShippedPackage>();
  const visit = (name: string, from: string): void => {
    const folder = folderOf(lock, name, from);
    if (found.has(folder)) return;
    const { version = '', license = 'see its text', dependencies = {} } = lock[folder] ?? {};
    found.set(folder, { name, version, license, folder });
    for (const needed of Object.keys(dependencies)) visit(needed, folder);
  };
  for (const name of [...Object.keys(lock['']?.dependencies ?? {}), ...BUNDLED]) visit(name, '');
  return [...found.values(), ...INSIDE].toSorted((a, b) =>
    compare(`${a.name} ${a.version}`, `${b.name} ${b.version}`),
  );
}

/** Node looks beside the one who asks first, then in each folder above; the lock is read the same way. */
function folderOf(lock: Lock['packages'], name: string, from: string): string {
  for (let place = from; ; place = place.slice(0, Math.max(0, place.lastIndexOf('/node_modules/')))) {
    const folder = place === '' ? `node_modules/${name}` : `${place}/node_modules/${name}`;
    if (lock[folder] !== undefined) return folder;
    if (place === '')
      throw new Error(`${name}, needed by ${from || 'package.json'}, is not in package-lock.json.`);
  }
}

/** Not by language: the order has to be the same on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

interface Lock {
  readonly packages: Readonly<
    Record<
      string,
      | {
          readonly version?: string;
          readonly license?: string;
          readonly dependencies?: Readonly<Record<string, string>>;
        }
      | undefined
    >
  >;
}

function readJson(path: string): Lock {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}
