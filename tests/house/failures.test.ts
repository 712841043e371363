import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../support/run-program.ts';

const STORIES = 19;
const TESTS = join(root, 'tests');

const rows = readFileSync(join(TESTS, 'README.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, story, held] = /^\| (F\d+) [^|]*\| (.+) \|$/.exec(line) ?? [];
    return story === undefined || held === undefined ? [] : [{ story, tests: held.split('<br>') }];
  });

test('every way in which other tills failed has a row', () => {
  expect(rows.map(({ story }) => story)).toEqual(
    Array.from({ length: STORIES }, (_, index) => `F${index + 1}`),
  );
});

test.each(rows)('$story is held by tests that are there', ({ tests }) => {
  const missing = tests.filter((reference) => {
    const [, path, name] = /^`([^`]+)` › (.+)$/.exec(reference) ?? [];
    if (path === undefined || name === undefined || !existsSync(join(TESTS, path))) return true;
    return !readFileSync(join(TESTS, path), 'utf8').includes(name);
  });
  expect(missing).toEqual([]);
});
