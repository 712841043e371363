import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { root } from './run-program.ts';

const NEVER_OURS = new Set([
  '.git',
  'node_modules',
  'dist',
  '.gerai',
  '.cache',
  'test-results',
  'playwright-report',
]);

/**
 * The files of the repository, with `/` between folders: those git knows and those not yet added. An unpacked
 * archive has no git, so there the folders are walked.
 */
export function projectFiles(): readonly string[] {
  return fromGit() ?? fromFolders(root);
}

function fromGit(): string[] | undefined {
  try {
    const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const onDisk = new Set(fromFolders(root));
    return [...new Set(listed.split('\0'))].filter((path) => onDisk.has(path));
  } catch {
    return undefined;
  }
}

function fromFolders(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (NEVER_OURS.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? fromFolders(path) : [relative(root, path).replaceAll(sep, '/')];
  });
}
