import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepPreviousBuild, PREVIOUS } from '../support/keep-previous-build.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gerai-build-'));
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'index.html'), '<script type="module" src="/src/main.js"></script>');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Builds a program that says one word. @returns the files that are there now and those of the build before */
async function buildSaying(word: string): Promise<{ now: string[]; before: string[] }> {
  writeFileSync(join(folder, 'src', 'main.js'), `console.log(${JSON.stringify(word)});`);
  const outDir = join(folder, 'dist');
  await build({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    build: { outDir },
    plugins: [keepPreviousBuild(outDir)],
  });
  const now = readdirSync(join(outDir, 'assets'));
  const before = join(outDir, PREVIOUS, 'assets');
  try {
    return { now, before: readdirSync(before) };
  } catch {
    return { now, before: [] };
  }
}

test('a build keeps the files of the one before it, also when it is built twice, and none that are older', async () => {
  const first = await buildSaying('one');
  expect(first.before).toEqual([]);
  const second = await buildSaying('two');
  expect(second.before).toEqual(first.now);
  expect((await buildSaying('two')).before).toEqual(first.now);
  expect((await buildSaying('three')).before).toEqual(second.now);
});
