import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const CONTENT = ['src', 'index.html', 'package-lock.json'];

/**
 * Names a build, such as `0.1.0+3f2a91c0`: the version and a mark of what was built. The mark is the commit
 * where git knows one and the tree is clean, else a hash of the sources, so that two builds of different
 * sources never carry one name and an archive without git can be built too.
 */
export function buildId(): string {
  return `${version()}+${commit() ?? contentHash()}`;
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest)
    return String(manifest.version);
  throw new Error('package.json has no version.');
}

function commit(): string | undefined {
  try {
    const git = (...parts: string[]): string =>
      execFileSync('git', parts, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return git('status', '--porcelain') === '' ? git('rev-parse', '--short=8', 'HEAD') : undefined;
  } catch {
    return undefined;
  }
}

function contentHash(): string {
  const hash = createHash('sha256');
  for (const path of CONTENT.flatMap(filesBelow).toSorted())
    hash.update(path).update(readFileSync(join(root, path)));
  return hash.digest('hex').slice(0, 8);
}

function filesBelow(start: string): string[] {
  if (start.includes('.')) return [start];
  const entries = readdirSync(join(root, start), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}
