import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keysFolder } from './server-keys.ts';

/** Devices that may only hand over what they hold. A restored database can't bring one back, because the list is a file. */
export interface RevocationList {
  has(coopId: string, deviceId: string): boolean;
}

/** Lines of `<coopId> <deviceId>`, read anew for each session, so that an edited list counts within a session's life. */
export function openRevocationList(dataFolder: string): RevocationList {
  const path = join(keysFolder(dataFolder), 'revoked-devices.txt');
  return {
    has: (coopId, deviceId) => {
      if (!existsSync(path)) return false;
      const lines = readFileSync(path, 'utf8').split('\n');
      return lines.some((line) => line.trim() === `${coopId} ${deviceId}`);
    },
  };
}
