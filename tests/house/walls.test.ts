import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectFiles } from '../support/project-files.ts';
import { root, runProgram } from '../support/run-program.ts';

/** One file each that breaks one wall, and the name of the wall that has to say so. */
const PLANTED = [
  ['src/domain/cart.ts', "import '../storage/ledger.ts';", 'room-domain'],
  ['src/domain/price.ts', "import 'zod/mini';", 'domain-has-no-packages'],
  ['src/domain/time.ts', "import 'node:fs';", 'no-node-in-the-browser'],
  ['src/domain/egg.ts', "import './hen.ts';", 'no-cycle'],
  ['src/protocol/push.ts', "import '../sync/loop.ts';", 'room-protocol'],
  ['src/protocol/pull.ts', "import { z } from 'zod';", 'zod-mini-only'],
  ['src/protocol/poke.ts', "import 'react';", 'protocol-has-two-packages'],
  ['src/storage/replica.ts', "import type { Loop } from '../sync/loop.ts';", 'room-storage'],
  ['src/device/clock.ts', "import '#protocol/sound.ts';", 'room-device'],
  ['src/sync/transport.ts', "import '../actions/record-sale.ts';", 'room-sync'],
  ['src/actions/void-sale.ts', "import '../sync/loop.ts';", 'room-actions'],
  ['src/session/pin.ts', "import '../actions/record-sale.ts';", 'room-session'],
  ['src/locale/id.ts', "import '../ui/button.tsx';", 'room-locale'],
  ['src/ui/toast.tsx', "import '../storage/ledger.ts';", 'room-ui'],
  ['src/ui/chart.tsx', "import 'recharts';", 'package-office-libraries'],
  ['src/screens/till/pay.tsx', "import '../stock/count.tsx';", 'screens-are-strangers'],
  ['src/screens/till/grid.tsx', "import '#protocol/sound.ts';", 'room-screens'],
  ['src/screens/till/list.tsx', "import 'dexie';", 'package-dexie'],
  ['src/screens/till/icons.tsx', "import '@tabler/icons-react';", 'package-icons'],
  ['src/app/routes.ts', "import '../../sync-server/server.ts';", 'room-app'],
  ['src/app/main.tsx', "import './nowhere.ts';", 'not-found'],
  ['sync-server/judge.ts', "import '../src/storage/ledger.ts';", 'room-sync-server'],
  ['sync-server/page.ts', "import 'react';", 'no-page-in-the-server'],
  ['sync-server/try.ts', "import 'fast-check';", 'server-runs-on-dependencies'],
] as const;

/** What the architecture allows; the broken files above lean on some of them. */
const SOUND = {
  'src/domain/sound.ts': "import '@noble/hashes/sha2.js';",
  'src/protocol/sound.ts': "import '#domain/sound.ts';\nimport 'zod/mini';",
  'src/storage/ledger.ts': "import 'dexie';\nimport '#protocol/sound.ts';",
  'src/sync/loop.ts': "import '../storage/ledger.ts';\nexport interface Loop { readonly kind: 'loop' }",
  'src/actions/record-sale.ts': "import '../storage/ledger.ts';",
  'src/ui/button.tsx': "import 'react';",
  'src/screens/stock/count.tsx': "import '../../ui/button.tsx';\nimport '../../sync/loop.ts';",
  'src/screens/office/report.tsx': "import 'recharts';",
  'sync-server/server.ts': "import 'zod';\nimport '#protocol/sound.ts';\nimport 'node:http';",
};

const PACKAGES = {
  '@noble/hashes': 'sha2.js',
  '@tabler/icons-react': 'index.js',
  dexie: 'index.js',
  'fast-check': 'index.js',
  react: 'index.js',
  recharts: 'index.js',
  zod: 'index.js',
  'zod/mini': 'index.js',
};

interface Module {
  readonly source: string;
  readonly dependencies: readonly { readonly resolved: string }[];
}

interface Cruise {
  readonly modules: readonly Module[];
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
  };
}

const folder = mkdtempSync(join(tmpdir(), 'gerai-walls-'));
let planted: Cruise;

beforeAll(async () => {
  for (const name of ['package.json', 'tsconfig.base.json', 'rooms.cjs', '.dependency-cruiser.cjs']) {
    cpSync(join(root, name), join(folder, name));
  }
  for (const [path, source] of [...PLANTED, ...Object.entries(SOUND)]) place(path, source);
  // A circle is reported at one of its files only, so this one has no expectation of its own.
  place('src/domain/hen.ts', "import './egg.ts';");
  for (const [name, file] of Object.entries(PACKAGES)) {
    place(`node_modules/${name}/${file}`, '');
    place(`node_modules/${name}/package.json`, JSON.stringify({ name, main: file }));
  }
  planted = await cruise(folder, ['src', 'sync-server']);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(PLANTED)('%s with %s breaks the wall %s', (path, _source, wall) => {
  expect(wallsBrokenBy(path)).toContain(wall);
});

test.each(Object.keys(SOUND))('%s breaks no wall', (path) => {
  expect(wallsBrokenBy(path)).toEqual([]);
});

test('the real house is read in full, and its aliases lead somewhere', async () => {
  const { modules } = await cruise(root, ['src', 'sync-server', 'tests']);
  const read = new Set(modules.map(({ source }) => source));
  const written = projectFiles().filter((path) => /^(?:src|sync-server|tests)\/.*\.tsx?$/.test(path));
  expect(written.length).toBeGreaterThan(0);
  // A file written while the tools run may be missing; half of them missing means that nothing is read any more.
  expect(written.filter((path) => read.has(path)).length).toBeGreaterThan(written.length / 2);
  const arrows = modules
    .filter(({ source }) => source.startsWith('src/protocol/'))
    .flatMap((one) => one.dependencies);
  expect(arrows.some(({ resolved }) => resolved.startsWith('src/domain/'))).toBe(true);
}, 60_000);

function place(path: string, source: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), source);
}

function wallsBrokenBy(path: string): string[] {
  return planted.summary.violations.filter(({ from }) => from === path).map(({ rule }) => rule.name);
}

async function cruise(where: string, roots: string[]): Promise<Cruise> {
  const parts = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...roots];
  const { output } = await runProgram('depcruise', parts, { output: 'keep', folder: where });
  return JSON.parse(output.slice(output.indexOf('{')));
}
