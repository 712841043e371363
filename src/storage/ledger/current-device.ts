import { Dexie } from 'dexie';
import { failingAsStorage } from '../dexie-failure.ts';
import { openDexieLedger } from './dexie-ledger.ts';
import { deviceOfLedgerName } from './ledger-database.ts';

/**
 * Finds out which device this browser is.
 *
 * The mark decides, even when its ledger is gone: opening it then fails as `damaged`, so that a cleared or wiped memory is
 * shown and never taken for a browser that was not enrolled. Without a mark the newest ledger here is the device.
 * @param mark what localStorage remembers (`readDeviceMark`)
 * @returns null when no device was ever enrolled here
 */
export async function findDevice(mark: string | null): Promise<string | null> {
  if (mark !== null) return mark;
  const devices = await listDevices();
  if (devices.length < 2) return devices[0] ?? null;
  const ages = await Promise.all(devices.map(enrolledAt));
  const newest = ages.reduce((best, age, index) => (age > (ages[best] ?? -Infinity) ? index : best), 0);
  return devices[newest] ?? null;
}

/**
 * All devices whose ledgers lie in this browser.
 * @throws StorageFailure when the browser can't even say which databases it has
 */
export async function listDevices(): Promise<readonly string[]> {
  const names = await failingAsStorage(() => Dexie.getDatabaseNames());
  return names.map(deviceOfLedgerName).filter((deviceId) => deviceId !== null);
}

/** When a device was enrolled, by the server's word; a ledger that can't be read comes last. */
async function enrolledAt(deviceId: string): Promise<number> {
  try {
    const ledger = await openDexieLedger(deviceId);
    try {
      return (await ledger.readMeta()).identity.certificate.at;
    } finally {
      ledger.close();
    }
  } catch {
    return -Infinity;
  }
}
