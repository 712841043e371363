import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/** Where the built app lies. */
export const APP_FOLDER = join(ROOT, 'dist');

/** What the app is built from. */
const SOURCES = ['src', 'public', 'index.html', 'vite.config.ts', 'package-lock.json'];

/** True when there is no build, or one that is older than something it is made of. */
export function needsBuild(): boolean {
  const built = join(APP_FOLDER, 'index.html');
  if (!existsSync(built)) return true;
  const builtAt = statSync(built).mtimeMs;
  return SOURCES.some((source) => newestIn(join(ROOT, source)) > builtAt);
}

/** The app could not be built; the message holds the builder's own words. */
export class BuildFailed extends Error {
  override readonly name = 'BuildFailed';
}

/** Builds the app. @throws BuildFailed */
export async function buildApp(): Promise<void> {
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  if (!existsSync(vite)) throw new BuildFailed('Vite is not installed: run "npm ci" first.');
  const builder = spawn(process.execPath, [vite, 'build'], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: Buffer[] = [];
  builder.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  builder.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    builder.on('error', reject);
    builder.on('close', resolve);
  });
  if (code !== 0) throw new BuildFailed(`The app could not be built.\n${Buffer.concat(output).toString()}`);
}

function newestIn(path: string): number {
  if (!existsSync(path)) return 0;
  const self = statSync(path);
  if (!self.isDirectory()) return self.mtimeMs;
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((newest, entry) => Math.max(newest, statSync(join(entry.parentPath, entry.name)).mtimeMs), 0);
}
