import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

const root = join(import.meta.dirname, '..', '..');

const NAMES_ON_THE_PATH = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge',
];

const MAC_APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];

const WINDOWS_FOLDERS = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'];
const WINDOWS_PROGRAMS = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * The switches every browser of ours starts with. The sandbox is given up for root alone, because Chromium
 * refuses to start otherwise; nobody else should lose it. Software rendering is asked for because the test
 * machines have no graphics card, and `/dev/shm` is avoided because containers keep it too small.
 */
export const chromiumArgs: readonly string[] = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/** Where the browser that came with npm is unpacked. The version is part of the name, so an upgrade never meets old files. */
export function bundledFolder(): string {
  return join(root, 'node_modules', '.cache', `gerai-chromium-${bundledVersion() ?? 'none'}`);
}

/** The start script of the unpacked browser; whether it exists is for the caller to ask. */
export function bundledProgram(): string {
  return join(bundledFolder(), 'chromium.sh');
}

/** The package holds a program for 64-bit Intel Linux and no other. */
export function canUseBundled(): boolean {
  return process.platform === 'linux' && process.arch === 'x64' && bundledVersion() !== undefined;
}

/**
 * The path of a Chromium to drive, or undefined when there is none yet (`ensure-browser.ts` then gets one).
 * The order is: what the environment names, what is installed, what Playwright downloaded, what npm brought.
 * @throws when the environment names a file that does not exist, since silently taking another would mislead.
 */
export function findBrowser(): string | undefined {
  const unpacked = existsSync(bundledProgram()) ? bundledProgram() : undefined;
  if (process.env['GERAI_BROWSER'] === 'bundled') return unpacked;
  return named() ?? installed() ?? downloadedByPlaywright() ?? unpacked;
}

function named(): string | undefined {
  for (const variable of ['GERAI_CHROMIUM', 'CHROME_PATH']) {
    const path = process.env[variable];
    if (path === undefined || path === '') continue;
    if (!existsSync(path)) throw new Error(`${variable} names ${path}, and there is no such file.`);
    return path;
  }
  return undefined;
}

function installed(): string | undefined {
  return placesToLook().find((path) => existsSync(path));
}

function placesToLook(): readonly string[] {
  if (process.platform === 'darwin') return MAC_APPLICATIONS;
  if (process.platform === 'win32') {
    return WINDOWS_FOLDERS.flatMap((variable) => {
      const folder = process.env[variable];
      return folder === undefined ? [] : WINDOWS_PROGRAMS.map((program) => join(folder, program));
    });
  }
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return NAMES_ON_THE_PATH.flatMap((name) => folders.map((folder) => join(folder, name)));
}

function downloadedByPlaywright(): string | undefined {
  const path = chromium.executablePath();
  return path !== '' && existsSync(path) ? path : undefined;
}

function bundledVersion(): string | undefined {
  const manifest = join(root, 'node_modules', '@sparticuz', 'chromium', 'package.json');
  if (!existsSync(manifest)) return undefined;
  const parsed: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
  if (typeof parsed !== 'object' || parsed === null || !('version' in parsed)) return undefined;
  return typeof parsed.version === 'string' ? parsed.version : undefined;
}
