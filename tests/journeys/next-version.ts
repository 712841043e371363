import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { root, runProgram } from '../support/run-program.ts';

/** What of the tree is not part of the program, or is linked. */
const NOT_COPIED = /^(node_modules|\.git|\.gerai|test-results|tests\/(?!support))(\/|$)/;

/** What the next version calls itself. */
export const NEXT_VERSION = '0.1.1';

/** The program as its next version, built over this one as a deployment does it: the files of the build before stay beside. */
export class NextVersion {
  readonly folder = mkdtempSync(join(tmpdir(), 'gerai-next-'));

  static async build(): Promise<NextVersion> {
    const next = new NextVersion();
    const { folder } = next;
    cpSync(root, folder, {
      recursive: true,
      preserveTimestamps: true,
      filter: (path) => !NOT_COPIED.test(relative(root, path)),
    });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    const manifest = join(folder, 'package.json');
    const text = readFileSync(manifest, 'utf8').replace(/"version": "[^"]+"/, `"version": "${NEXT_VERSION}"`);
    writeFileSync(manifest, text);
    const { code, output } = await runProgram('vite', ['build'], { output: 'keep', folder });
    if (code !== 0) throw new Error(`The next version could not be built:\n${output}`);
    return next;
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
