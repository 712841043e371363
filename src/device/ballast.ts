import { create } from 'zustand';

const NAME = 'gerai-ballast';

/** Room for some hundred sales, and nothing that a tablet would miss. */
const BALLAST_BYTES = 1024 * 1024;
const CHANCE_BYTES_MAX = 65_536;

interface BallastState {
  /** The disk was full and the ballast was thrown off, or there was no room for it. */
  readonly isSpent: boolean;
}

/** Whether the room that is kept for the sale in progress is gone; a person has to make room before the next full disk. */
export const useBallast = create<BallastState>()(() => ({ isSpent: false }));

/**
 * Keeps room on the disk by a file that nobody needs. What the browser says of its quota is made up, so the only way to have
 * room in the moment when it ends is to have kept it. Never rejects: a browser without such a place has no ballast.
 */
export async function keepBallast(): Promise<void> {
  try {
    const root = await navigator.storage.getDirectory();
    const handle = await root.getFileHandle(NAME, { create: true });
    const isHeavy = (await handle.getFile()).size >= BALLAST_BYTES;
    if (!isHeavy) await fill(handle);
    useBallast.setState({ isSpent: false });
  } catch (error) {
    const isFull = error instanceof DOMException && error.name === 'QuotaExceededError';
    if (isFull) useBallast.setState({ isSpent: true });
  }
}

/** Throws the ballast off, so that what failed for want of room can be tried once more. @returns false when there was none */
export async function freeBallast(): Promise<boolean> {
  try {
    const root = await navigator.storage.getDirectory();
    const { size } = await (await root.getFileHandle(NAME)).getFile();
    await root.removeEntry(NAME);
    useBallast.setState({ isSpent: true });
    return size > 0;
  } catch {
    return false;
  }
}

/** Chance does not compress: a disk that packs its files would keep no room for a megabyte of zeros. */
async function fill(handle: FileSystemFileHandle): Promise<void> {
  const writing = await handle.createWritable();
  const chance = crypto.getRandomValues(new Uint8Array(CHANCE_BYTES_MAX));
  try {
    for (let bytes = 0; bytes < BALLAST_BYTES; bytes += chance.length) await writing.write(chance);
  } catch (error) {
    await writing.abort();
    throw error;
  }
  await writing.close();
}
