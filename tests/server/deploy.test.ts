import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../support/run-program.ts';

const DEPLOY = join(root, 'sync-server', 'deploy');
const read = (name: string): string => readFileSync(join(DEPLOY, name), 'utf8');

/** Variables that the server reads, by its own source. */
const config = readFileSync(join(root, 'sync-server', 'config.ts'), 'utf8');
const KNOWN = new Set([...config.matchAll(/'((?:GERAI|DATABASE)_[A-Z_]+)'/g)].map(([, name]) => name));

test.each(['gerai.service', 'Containerfile', 'README.md'])(
  '%s names only variables that the server reads, or the tests',
  (file) => {
    const named = [...read(file).matchAll(/\b((?:GERAI|DATABASE)_[A-Z_]+)\b/g)].map(([, name]) => name);
    const forOthers = new Set(['GERAI_CHROMIUM', 'DATABASE_URL']);
    expect(named.filter((name) => !KNOWN.has(name) && !forOthers.has(name ?? ''))).toEqual([]);
    expect(named.length).toBeGreaterThan(0);
  },
);

test('the image holds every folder that the server imports from, and starts the same program as the unit', () => {
  const image = read('Containerfile');
  for (const folder of ['src/domain', 'src/protocol', 'sync-server']) {
    expect(image).toContain(`COPY ${folder} ${folder}`);
    expect(existsSync(join(root, folder))).toBe(true);
  }
  expect(image).toContain('CMD ["node", "sync-server/main.ts"]');
  expect(read('gerai.service')).toContain('/node sync-server/main.ts');
  expect(existsSync(join(root, 'sync-server', 'main.ts'))).toBe(true);
});

test('the proxy leads to where the server listens, and never to its numbers', () => {
  const proxy = read('Caddyfile');
  expect(proxy).toContain('reverse_proxy 127.0.0.1:8080');
  expect(proxy).toMatch(/path \/metrics \/readyz\s+respond @inside 404/);
});
