import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { keysFolder } from './server-keys.ts';

/** Devices that may only hand over what they hold. A restored database can't bring one back, because the list is a file. */
export interface RevocationList {
  has(coopId: string, deviceId: string): boolean;
  /** Puts a device on the list or takes it off; the file is on the disk when this returns. */
  set(coopId: string, deviceId: string, isRevoked: boolean): void;
}

/** Lines of `<coopId> <deviceId>`, read anew for each session, so that an edited list counts within a session's life. */
export function openRevocationList(dataFolder: string): RevocationList {
  const path = join(keysFolder(dataFolder), 'revoked-devices.txt');
  const readLines = (): readonly string[] => (existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []);
  return {
    has: (coopId, deviceId) => readLines().some((line) => line.trim() === `${coopId} ${deviceId}`),
    set: (coopId, deviceId, isRevoked) => {
      const name = `${coopId} ${deviceId}`;
      const others = readLines().filter((line) => line.trim() !== '' && line.trim() !== name);
      replaceFile(path, [...others, ...(isRevoked ? [name] : []), ''].join('\n'));
    },
  };
}

/** The new content or the old one, never half of it, whenever the power goes. */
function replaceFile(path: string, content: string): void {
  const fresh = `${path}.new`;
  writeFileSync(fresh, content, { mode: 0o600, flush: true });
  renameSync(fresh, path);
  syncFolder(dirname(path));
}

/** The rename itself has to reach the disk too. Windows has no such call and needs none. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const opened = openSync(folder, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
