import { listFolders, openFolder, type FileFolder } from './file-folder.ts';

const PREFIX = 'gerai-copy-';

/** Where the second copy of a device's ledger lies; null where the browser has no such place. */
export function openCopyFolder(deviceId: string): Promise<FileFolder | null> {
  return openFolder(PREFIX + deviceId);
}

/** The devices whose second copies lie in this browser. */
export async function listCopies(): Promise<readonly string[]> {
  const names = await listFolders();
  return names.filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length));
}
