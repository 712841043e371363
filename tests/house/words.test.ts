import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { projectFiles } from '../support/project-files.ts';
import { root } from '../support/run-program.ts';

/** Words that name nothing: whoever reads them still does not know what is inside. */
const BANNED = new Set(
  [
    'util',
    'helper',
    'common',
    'misc',
    'manager',
    'service',
    'handler',
    'data',
    'info',
    'base',
    'impl',
  ].flatMap((word) => [word, `${word}s`]),
);

/** Names that a tool or the wire insists on, and the role that is called manager. */
const EXCEPTED = new Set(['service-worker', 'base', 'manager']);

const EXPORTED = [
  /^export\s+(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:const|let|function\*?|class|interface|type)\s+([A-Za-z_$][\w$]*)/gm,
  /^export\s+(?:type\s+)?\{([^}]*)\}/gm,
];

const sources = projectFiles().filter((path) =>
  /^(?:src|sync-server|tests)\/.*\.(?:tsx?|css|cjs)$/.test(path),
);

test('file and folder names say what is inside', () => {
  const names = sources.flatMap((path) => path.split('/').map((part) => stemOf(part)));
  expect([...new Set(names)].filter(isVague)).toEqual([]);
});

test('exported names say what they are', () => {
  const vague = sources
    .filter((path) => /\.tsx?$/.test(path))
    .flatMap((path) =>
      exportedNames(readFileSync(join(root, path), 'utf8'))
        .filter(isVague)
        .map((name) => `${path}: ${name}`),
    );
  expect(vague).toEqual([]);
});

test('a vague name is caught in every spelling', () => {
  const source =
    'export const dateUtils = 1;\nexport async function loadData() {}\nexport { a as PinManager };';
  expect(exportedNames(source).filter(isVague)).toEqual(['dateUtils', 'loadData', 'PinManager']);
  expect(['base', 'manager', 'service-worker', 'database', 'basement'].filter(isVague)).toEqual([]);
  expect(['date-helpers', 'SYNC_SERVICE', 'baseUrl'].filter(isVague)).toHaveLength(3);
});

function stemOf(part: string): string {
  return basename(part).split('.')[0] ?? part;
}

function exportedNames(source: string): string[] {
  return EXPORTED.flatMap((pattern) => [...source.matchAll(pattern)])
    .flatMap(([, names = '']) => names.split(','))
    .map(
      (name) =>
        name
          .split(' as ')
          .at(-1)
          ?.replace(/^\s*type\s/, '')
          .trim() ?? '',
    )
    .filter((name) => name !== '');
}

function isVague(name: string): boolean {
  return !EXCEPTED.has(name) && wordsOf(name).some((word) => BANNED.has(word));
}

function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
}
