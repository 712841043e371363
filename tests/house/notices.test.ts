import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectFiles } from '../support/project-files.ts';
import { root } from '../support/run-program.ts';
import { shippedPackages } from '../support/shipped-packages.ts';

const IMPORTED = /(?:\bfrom|\bimport)\s*\(?\s*'([^'.#/\s][^'\s]*)'/g;

test('the notices name every package that reaches a shop, in its version (else: npx node tests/support/make-notices.ts)', () => {
  const notices = readFileSync(join(root, 'public', 'third-party-notices.txt'), 'utf8');
  const heads = notices
    .split('\n')
    .filter((line) => line.includes(' · ') && !line.startsWith('Plus Jakarta Sans '));
  const expected = shippedPackages().map(({ name, version, license }) => `${name} ${version} · ${license}`);
  expect(heads.toSorted()).toEqual(expected.toSorted());
});

test('no package is in the app that the notices do not know', () => {
  const known = new Set(shippedPackages().map(({ name }) => name));
  const imported = projectFiles()
    .filter((path) => path.startsWith('src/') && /\.tsx?$/.test(path))
    .flatMap((path) => [...readFileSync(join(root, path), 'utf8').matchAll(IMPORTED)])
    .map(([, specifier = '']) => packageOf(specifier))
    .filter((name) => !name.includes(':'));
  expect([...new Set(imported)].filter((name) => !known.has(name))).toEqual([]);
});

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
