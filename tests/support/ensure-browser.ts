import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { bundledFolder, bundledProgram, canUseBundled, chromiumArgs, findBrowser } from './find-browser.ts';

const ARCHIVES = ['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br'];

/**
 * Gives the path of a Chromium that starts and draws text, getting one when there is none.
 * @throws Error with the way out when no browser can be had.
 */
export async function ensureBrowser(): Promise<string> {
  const path = findBrowser() ?? (await getBrowser());
  await proveThatItDrawsText(path);
  return path;
}

async function getBrowser(): Promise<string> {
  if (canUseBundled()) return unpackBundled();
  if (process.env['GERAI_BROWSER'] === 'bundled') {
    throw new Error('GERAI_BROWSER=bundled, but the bundled Chromium runs on 64-bit Intel Linux only.');
  }
  const path = installWithApt();
  if (path !== undefined) return path;
  throw new Error(
    'No Chromium found. Install Chrome, Edge or Chromium, or run `npx playwright install chromium`, ' +
      'or name the program in GERAI_CHROMIUM.',
  );
}

/**
 * Unpacks the browser that came with npm. The package writes to the folder for temporary files and trusts
 * whatever lies there, even the half-written files of a run beside this one; so it is pointed at a folder of
 * our own, and the finished whole is renamed into place in one step.
 */
async function unpackBundled(): Promise<string> {
  await mkdir(dirname(bundledFolder()), { recursive: true });
  const staging = await mkdtemp(`${bundledFolder()}.`);
  await inflateInto(staging);
  await writeFontsConfiguration(staging);
  await writeStartScript(staging);
  try {
    await rename(staging, bundledFolder());
  } catch (cause) {
    // Another run may have put its copy there first; it is the same, so ours can go.
    await rm(staging, { recursive: true, force: true });
    if (!existsSync(bundledProgram())) throw new Error(`Could not place ${bundledFolder()}.`, { cause });
  }
  return bundledProgram();
}

async function inflateInto(folder: string): Promise<void> {
  const { inflate } = await import('@sparticuz/chromium');
  const archives = join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '..', 'bin');
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  try {
    for (const archive of ARCHIVES) await inflate(join(archives, archive));
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}

/**
 * A machine without fonts draws every text 0 px wide, and Playwright then calls it hidden. The fonts that
 * came with the browser are offered first, and the machine's own after them.
 */
async function writeFontsConfiguration(folder: string): Promise<void> {
  const families = await readdir(join(folder, 'fonts'), { recursive: true });
  if (!families.some((name) => /\.(?:ttf|otf|woff2?)$/.test(name))) {
    throw new Error(`The bundled browser came without a font (looked in ${join(folder, 'fonts')}).`);
  }
  const alias = (generic: string): string =>
    `  <alias><family>${generic}</family><prefer><family>Open Sans</family></prefer></alias>`;
  const lines = [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">',
    '<fontconfig>',
    `  <dir>${join(bundledFolder(), 'fonts')}</dir>`,
    '  <dir>/usr/share/fonts</dir>',
    '  <dir>/usr/local/share/fonts</dir>',
    `  <cachedir>${join(bundledFolder(), 'font-cache')}</cachedir>`,
    ...['sans-serif', 'system-ui', 'serif', 'monospace'].map(alias),
    '</fontconfig>',
    '',
  ];
  await writeFile(join(folder, 'gerai-fonts.conf'), lines.join('\n'));
}

/** Playwright, vitest and lighthouse take one path to a program, so what it needs around it lives in a script. */
async function writeStartScript(folder: string): Promise<void> {
  const home = bundledFolder();
  const libraries = startsWithoutHelp(join(folder, 'chromium')) ? '' : `${join(home, 'al2023', 'lib')}:`;
  const lines = [
    '#!/bin/sh',
    `export FONTCONFIG_FILE='${join(home, 'gerai-fonts.conf')}'`,
    `export LD_LIBRARY_PATH='${libraries}${home}'"\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"`,
    `exec '${join(home, 'chromium')}' "$@"`,
    '',
  ];
  await writeFile(join(folder, 'chromium.sh'), lines.join('\n'), { mode: 0o755 });
}

/** The libraries that came along are older than a real system's, so they are used only where it has none. */
function startsWithoutHelp(program: string): boolean {
  return spawnSync(program, ['--no-sandbox', '--version'], { stdio: 'ignore' }).status === 0;
}

function installWithApt(): string | undefined {
  const isRootOnDebian = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (!isRootOnDebian) return undefined;
  const packages = ['chromium', 'fonts-liberation'];
  const quiet = { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
  spawnSync('apt-get', ['update'], quiet);
  spawnSync('apt-get', ['install', '-y', '--no-install-recommends', ...packages], quiet);
  return findBrowser();
}

async function proveThatItDrawsText(path: string): Promise<void> {
  const browser = await chromium.launch({ executablePath: path, args: [...chromiumArgs] });
  try {
    const page = await browser.newPage();
    await page.setContent('<span>Gerai</span>');
    const box = await page.locator('span').boundingBox();
    if (box === null || box.width === 0) {
      throw new Error(
        `${path} draws text 0 px wide: install a font (fonts-liberation), or set GERAI_BROWSER=bundled.`,
      );
    }
  } finally {
    await browser.close();
  }
}

if (import.meta.main) {
  const startedAt = performance.now();
  const path = await ensureBrowser();
  console.log(`browser: ${path} (${Math.round(performance.now() - startedAt)} ms)`);
}
