import { parseBody } from '#protocol/fact.ts';
import { OWN_DEVICE } from '../store/own-device.ts';
import type { CoopRecord } from '../store/records.ts';
import { FolderRefused, type Store, type StoreReader } from '../store/store.ts';
import { readServerKey } from './server-keys.ts';

const ADVICE =
  'Kembalikan folder keys/ yang benar, lengkap dengan revoked-devices.txt, dari tempat penyimpanannya, lalu jalankan lagi. ' +
  'Jika hilang selamanya: npm run gerai -- restore CADANGAN --replace --new-keys (PostgreSQL: ke basis data kosong). ' +
  '(Put the right keys/ back, revoked-devices.txt included, and start again. If it is lost for good: restore a backup with ' +
  '--replace --new-keys, on PostgreSQL into an empty database.)';

/**
 * Sees to it that books which are there meet the keys they were signed with. Keys that are simply made anew would forge no
 * signature, but every tablet would mistrust them, and the list of revoked devices would be forgotten without a word.
 * @throws FolderRefused saying what to do; no key was made then
 */
export async function refuseStrangeKeys(store: Store, dataFolder: string): Promise<void> {
  const expected = await store.read(keysInUse);
  if (expected.length === 0) return;
  const found = readServerKey(dataFolder);
  if (found === null) {
    throw new FolderRefused(
      `Buku koperasi ada, tetapi kunci server tidak ada di ${dataFolder}/keys. (There are books, and no keys of the server.) ${ADVICE}`,
    );
  }
  if (expected.some((key) => key !== found)) {
    throw new FolderRefused(
      `Kunci di ${dataFolder}/keys bukan kunci buku ini. (The keys there are those of other books.) ${ADVICE}`,
    );
  }
}

async function keysInUse(snapshot: StoreReader): Promise<readonly (string | null)[]> {
  const keys: (string | null)[] = [];
  for (const coop of await snapshot.readCoops()) keys.push(await keyInUse(snapshot, coop));
  return keys;
}

/** The key that signs for a co-operative: the one its newest restore began with, or the one it was founded with. */
async function keyInUse(snapshot: StoreReader, { coopId, ownEpoch }: CoopRecord): Promise<string | null> {
  const opening = await snapshot.readSlotBody(coopId, ownEpoch, 1);
  const parsed = opening === null ? null : parseBody(opening.body);
  if (parsed?.outcome === 'fact' && parsed.fact.kind === 'server.restored') return parsed.fact.serverKey;
  return (await snapshot.readDevice(coopId, OWN_DEVICE))?.publicKey ?? null;
}
