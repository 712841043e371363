import { Dexie } from 'dexie';

/** Only opened to hear what the browser says, and deleted at once. */
const PROBE = 'gerai-probe';

/**
 * What the browser says of its databases: `wiped` when it has found their files damaged and emptied them all, `unreadable` when
 * it can't open any, `kept` otherwise, as after a person or the browser's own clearing has deleted them. Chromium says it once,
 * to whoever makes the first database afterwards, so this asks with one of its own.
 */
export async function readStorageLoss(): Promise<'kept' | 'wiped' | 'unreadable'> {
  const loss = await new Promise<'kept' | 'wiped' | 'unreadable'>((resolve) => {
    const request = indexedDB.open(PROBE);
    let isWiped = false;
    request.onupgradeneeded = (event) => {
      isWiped = 'dataLoss' in event && event.dataLoss === 'total';
    };
    request.onsuccess = () => {
      request.result.close();
      resolve(isWiped ? 'wiped' : 'kept');
    };
    request.onerror = () => resolve('unreadable');
  });
  await Dexie.delete(PROBE).catch(() => undefined);
  return loss;
}
