import { createWriteStream, existsSync, renameSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Config } from '../config.ts';
import { exportLedger } from '../ledger/export-ledger.ts';
import { systemClock } from '../ports.ts';
import { openForReading } from '../store/open-store.ts';
import { OWN_DEVICE } from '../store/own-device.ts';
import { FolderRefused, StoreUnreachable, type Store, type StoreReader } from '../store/store.ts';

export interface ExportChoice {
  readonly file: string;
  /** Null where there is only one. */
  readonly coopId: string | null;
  readonly deviceId: string | null;
  readonly isListOnly: boolean;
}

/** Writes the ledger of a device to a file. It only reads, so a server may run meanwhile. @returns the exit code */
export async function exportCommand(
  config: Pick<Config, 'dataFolder' | 'databaseUrl'>,
  choice: ExportChoice,
): Promise<number> {
  const { file } = choice;
  if (existsSync(file)) return complain(`Berkas ${file} sudah ada. (The file is there already.)`);
  let store: Store;
  try {
    store = await openForReading(config, systemClock.now());
  } catch (error) {
    if (error instanceof StoreUnreachable) return complain(`Basis data tidak menjawab. (${error.message}.)`);
    if (error instanceof FolderRefused) return complain(error.message);
    throw error;
  }
  try {
    return await store.read((snapshot) => writeTo(snapshot, choice));
  } finally {
    await store.close();
  }
}

async function writeTo(snapshot: StoreReader, choice: ExportChoice): Promise<number> {
  const { file, isListOnly, deviceId } = choice;
  const coops = (await snapshot.readCoops()).map(({ coopId }) => coopId);
  const coopId = choice.coopId ?? (coops.length === 1 ? (coops[0] ?? null) : null);
  if (coopId === null || !coops.includes(coopId))
    return complain(`Pilih koperasi (choose a co-operative): --coop ${coops.join(' | ')}`);
  const order = { coopId, isListOnly, madeAt: systemClock.now() };
  const lines = deviceId === null ? null : await exportLedger(snapshot, { ...order, deviceId });
  if (lines === null) {
    const devices = (await snapshot.office.readDevices(coopId)).map(
      (one) => `  ${one.deviceId}  ${one.name}`,
    );
    return complain(
      [
        'Pilih perangkat (choose a device): --device',
        ...devices,
        `  ${OWN_DEVICE}  buku server (its own)`,
      ].join('\n'),
    );
  }
  // Under its name a file is whole.
  const part = `${file}.part`;
  await pipeline(lines, createWriteStream(part, { mode: 0o600 }));
  renameSync(part, file);
  console.log(`Selesai (written): ${file}`);
  console.log(
    'Berisi penjualan dan nama; jaga seperti buku toko. Uji (prove it): npm run gerai -- verify ' + file,
  );
  return 0;
}

function complain(reason: string): number {
  console.error(reason);
  return 1;
}
