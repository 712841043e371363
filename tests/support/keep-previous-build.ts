import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** Where the files of the build before lie, inside the folder of the build. The server falls back to them. */
export const PREVIOUS = 'previous';

const ASSETS = 'assets';

/**
 * Keeps the assets of the build before beside the new ones, and no older ones: a tab that was open during an update still
 * asks for its own chunks. The same sources built again are no new build, and leave what is kept as it is. Maps stay behind,
 * nobody debugs yesterday's build. All lies in a folder of its own, so that the worker's list of files never names it.
 */
export function keepPreviousBuild(output: string): Plugin {
  const assets = join(output, ASSETS);
  const previous = join(output, PREVIOUS, ASSETS);
  let saved: string | null = null;
  return {
    name: 'gerai:keep-previous-build',
    apply: 'build',
    // Before the output folder is emptied.
    buildStart() {
      if (!existsSync(assets)) return;
      saved = mkdtempSync(join(tmpdir(), 'gerai-previous-'));
      cpSync(assets, join(saved, 'last'), { recursive: true, filter: (path) => !path.endsWith('.map') });
      if (existsSync(previous)) cpSync(previous, join(saved, 'older'), { recursive: true });
    },
    writeBundle() {
      if (saved === null) return;
      const current = new Set(readdirSync(assets));
      const isSameBuild = readdirSync(join(saved, 'last')).every((name) => current.has(name));
      const from = join(saved, isSameBuild ? 'older' : 'last');
      mkdirSync(previous, { recursive: true });
      for (const name of existsSync(from) ? readdirSync(from) : [])
        if (!current.has(name)) cpSync(join(from, name), join(previous, name));
      rmSync(saved, { recursive: true, force: true });
      saved = null;
    },
  };
}
