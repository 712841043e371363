import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectFiles } from '../support/project-files.ts';
import { root } from '../support/run-program.ts';
import { roomsWithTests } from '../support/vitest-projects.ts';

const TOP_LEVEL = [
  '.ci',
  '.dependency-cruiser.cjs',
  '.gitattributes',
  // Pictures of the README stand where no program looks for code.
  '.github',
  '.gitignore',
  '.knip.json',
  '.oxfmtrc.json',
  '.oxlintrc.json',
  'LICENSE',
  'README.md',
  'index.html',
  'package-lock.json',
  'package.json',
  'public',
  'rooms.cjs',
  'src',
  'sync-server',
  'tests',
  'tsconfig.base.json',
  'tsconfig.json',
  'vite.config.ts',
];

const { rooms }: { rooms: Record<string, { path: string; imports: string[] }> } = createRequire(
  import.meta.url,
)(join(root, 'rooms.cjs'));

const files = projectFiles();

test('the top of the repository holds only what the map names', () => {
  const names = new Set(files.map((path) => path.split('/')[0] ?? ''));
  expect([...names].filter((name) => !TOP_LEVEL.includes(name))).toEqual([]);
});

test('every source file stands in a room of rooms.cjs', () => {
  const paths = Object.values(rooms).map((room) => room.path);
  const homeless = files.filter(
    (path) =>
      /^(?:src|sync-server)\//.test(path) &&
      !/\/tsconfig[^/]*\.json$/.test(path) &&
      !paths.some((room) => path === room || path.startsWith(`${room}/`)),
  );
  expect(homeless).toEqual([]);
});

test('every room has a README', () => {
  const folders = Object.values(rooms).map((room) => room.path);
  const inUse = folders.filter((folder) => files.some((path) => path.startsWith(`${folder}/`)));
  expect([...inUse, 'tests'].filter((folder) => !files.includes(`${folder}/README.md`))).toEqual([]);
});

test('every arrow of rooms.cjs ends in a room that exists there', () => {
  const names = Object.keys(rooms);
  expect(
    Object.values(rooms).flatMap((room) => room.imports.filter((name) => !names.includes(name))),
  ).toEqual([]);
});

test('every test stands in a folder that a runner reads', () => {
  const lost = files.filter(
    (path) =>
      /\.(?:test|spec)\.tsx?$/.test(path) &&
      !path.startsWith('tests/journeys/') &&
      !/^tests\/.*\.browser\.test\.tsx?$/.test(path) &&
      !roomsWithTests.some((room) => path.startsWith(`tests/${room}/`) && /\.test\.tsx?$/.test(path)),
  );
  expect(lost).toEqual([]);
});
