import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Totals } from '#domain/chain.ts';
import { genesisHash } from '#domain/chain.ts';
import { LEDGER_FILE_ENDING, type LedgerFileHeader } from '#protocol/ledger-file.ts';
import type { Checkpoint } from '#protocol/push.ts';
import { signedText } from '#protocol/signed.ts';
import { writeLedgerFile, type HeadPoint } from '#protocol/write-ledger-file.ts';
import { signText } from '../../../sync-server/keys/signatures.ts';
import { exportLedger } from '../../../sync-server/ledger/export-ledger.ts';
import type { TestDevice, TestLedger } from './device.ts';
import { MORNING } from './fake-world.ts';
import { COOP_ID, type Shop } from './shop.ts';

/** Lines of a file as a test changes them. */
export type Line = Record<string, unknown>;

export interface DeviceFileOptions {
  readonly ledgers?: readonly TestLedger[];
  readonly checkpoints?: readonly Checkpoint[];
  readonly reason?: LedgerFileHeader['reason'];
}

/** The ledger of a tablet as the tablet writes it: signed by itself, with the newest checkpoints. */
export async function deviceFile(
  shop: Shop,
  device: TestDevice,
  options: DeviceFileOptions = {},
): Promise<string[]> {
  const { ledgers = [device.ledger], checkpoints = [], reason = 'shift-closed' } = options;
  return collect(
    writeLedgerFile({
      header: {
        coopId: COOP_ID,
        deviceId: device.deviceId,
        writtenBy: 'device',
        checkpoints: 'newest',
        madeAt: MORNING,
        reason,
      },
      serverKeys: [shop.premises.keys.publicKey],
      certificate: device.certificate,
      epochs: ledgers.map((ledger) => ({
        epoch: ledger.epoch,
        open: ledger.open,
        series: ledger === device.ledger ? device.series : null,
        base: { seq: 0, hash: ledger.genesis, totals: ledger.startTotals },
        entries: ledger.entries,
        checkpoints: checkpoints
          .filter(({ epoch }) => epoch === ledger.epoch)
          .map((one) => ({ serverGen: device.serverGen, ...one })),
        sign: async (point: HeadPoint) => signHead(device, ledger.epoch, point),
      })),
    }),
  );
}

/** What only the tablet can say of a place in its ledger. */
export function signHead(
  device: TestDevice,
  epoch: string,
  { seq, hash, totals }: { readonly seq: number; readonly hash: string; readonly totals: Totals },
): string {
  const about = { coopId: COOP_ID, deviceId: device.deviceId, epoch, seq, hash, totals };
  return signText(signedText.head(about), device.privateKey);
}

/** The same ledger as the server writes it. */
export async function serverFile(shop: Shop, deviceId: string, isListOnly = false): Promise<string[]> {
  return shop.premises.store.read(async (snapshot) => {
    const lines = await exportLedger(snapshot, { coopId: COOP_ID, deviceId, isListOnly, madeAt: MORNING });
    if (lines === null) throw new Error(`There is no device ${deviceId}`);
    return collect(lines);
  });
}

async function collect(lines: AsyncGenerator<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line.slice(0, -1));
  return all;
}

/** A folder for files, gone with the test. */
export class FileShelf {
  readonly folder = mkdtempSync(join(tmpdir(), 'gerai-files-'));
  #count = 0;

  put(lines: readonly string[]): string {
    this.#count += 1;
    const path = join(this.folder, `${this.#count}.${LEDGER_FILE_ENDING}`);
    writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
    return path;
  }

  /** Makes room again; the folder stays. */
  clearFiles(): void {
    for (const name of readdirSync(this.folder)) rmSync(join(this.folder, name));
  }

  clear(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The hash that an epoch of a file begins with. */
export function genesisOf(deviceId: string, epoch: Line): string {
  const open = epoch['open'] as TestLedger['open'];
  return genesisHash({ coopId: COOP_ID, deviceId, epoch: String(epoch['epoch']), ...open });
}
