import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { entryHash, genesisHash, ZERO_TOTALS } from '#domain/chain.ts';
import { addTotals, totalsShare } from '#domain/effects.ts';
import { uuidV7 } from '#domain/ids.ts';
import type { WireEntry } from '#protocol/entry.ts';
import type { LedgerFileCheckpoint } from '#protocol/ledger-file.ts';
import { signedText } from '#protocol/signed.ts';
import { writeLedgerFile } from '#protocol/write-ledger-file.ts';
import { deviceIdOf, digest, signText, writePublicKey } from '../../sync-server/keys/signatures.ts';
import { saleBody } from '../server/builders/device.ts';
import { FakeRandom, MORNING } from '../server/builders/fake-world.ts';
import { COOP_ID, OUTLET } from '../server/builders/shop.ts';
import { measured, reached, type Measured } from './statistics.ts';

const WITNESS = new URL('../../sync-server/commands/verify-ledger.ts', import.meta.url);
const MEGABYTE = 1024 * 1024;
const MILLISECONDS_MAX = 30_000;
const MEGABYTES_MAX = 200;

export interface VerifyBench {
  readonly entries: number;
  readonly isSound: boolean;
  readonly fileMegabytes: number;
  /** Of a process of its own, from its start to its end. */
  readonly milliseconds: number;
  /** The most that the process ever held. */
  readonly megabytes: number;
}

/**
 * Measures the witness over a ledger of so many sales, in a process of its own. Each sale has a checkpoint, as where every sale
 * went up by itself: a file with more to verify a tablet can't make.
 */
export async function measureVerify(entries: number): Promise<VerifyBench> {
  const folder = mkdtempSync(join(tmpdir(), 'gerai-verify-'));
  const file = join(folder, 'big.gerai.ndjson');
  try {
    await pipeline(bigLedger(entries), createWriteStream(file));
    return { ...(await runWitness(file)), fileMegabytes: statSync(file).size / MEGABYTE };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function benchVerify(entries: number): Promise<readonly Measured[]> {
  const bench = await measureVerify(entries);
  if (!bench.isSound || bench.entries !== entries)
    throw new Error('The witness finds fault with a sound file');
  return [
    measured(
      `${entries} entries with a checkpoint each, ${bench.fileMegabytes.toFixed(0)} MB`,
      bench.milliseconds,
      'ms',
      MILLISECONDS_MAX,
    ),
    measured('memory at most', bench.megabytes, 'MB', MEGABYTES_MAX),
    reached(
      'entries a second',
      (entries / bench.milliseconds) * 1000,
      'entries/s',
      (entries / MILLISECONDS_MAX) * 1000,
    ),
  ];
}

async function runWitness(file: string): Promise<Omit<VerifyBench, 'fileMegabytes'>> {
  const program = `
    const { verifyLedger } = await import(${JSON.stringify(WITNESS.href)});
    const { isSound, entries } = await verifyLedger(${JSON.stringify(file)});
    console.log(JSON.stringify({ isSound, entries, megabytes: process.resourceUsage().maxRSS / 1024 }));`;
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program]);
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(child, 'close');
  const told = JSON.parse(text) as Pick<VerifyBench, 'isSound' | 'entries' | 'megabytes'>;
  return { ...told, milliseconds: performance.now() - startedAt };
}

/** A sound ledger of so many sales as the server writes it, made on the way. */
function bigLedger(count: number): AsyncGenerator<string> {
  const [device, server] = [
    generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ];
  const publicKey = writePublicKey(device.publicKey);
  const deviceId = deviceIdOf(publicKey);
  const about = { coopId: COOP_ID, outletId: OUTLET.id, deviceId, publicKey, at: MORNING };
  const certificate = { ...about, signature: signText(signedText.certificate(about), server.privateKey) };
  const epoch = '00112233445566778899aabbccddeeff';
  const open = { parent: null, reason: 'install', missing: null } as const;
  const hash = genesisHash({ coopId: COOP_ID, deviceId, epoch, ...open });
  const all = [...sales({ count, epoch, hash })];
  function* checkpoints(): Generator<Omit<LedgerFileCheckpoint, 'line'>> {
    for (const { seq, hash: head } of all) {
      const claim = { serverGen: 'g_1', n: seq, epoch, seq, hash: head, at: MORNING + seq };
      const text = signedText.checkpoint({ coopId: COOP_ID, deviceId, ...claim });
      yield { ...claim, signature: signText(text, server.privateKey) };
    }
  }
  const base = { seq: 0, hash, totals: ZERO_TOTALS };
  const lineage = { epoch, open, series: 'A', base, entries: all, checkpoints: checkpoints(), sign: null };
  return writeLedgerFile({
    header: {
      coopId: COOP_ID,
      deviceId,
      writtenBy: 'server',
      checkpoints: 'all',
      madeAt: MORNING,
      reason: 'audit',
    },
    serverKeys: [writePublicKey(server.publicKey)],
    certificate,
    epochs: [lineage],
  });
}

function* sales({
  count,
  epoch,
  hash,
}: {
  count: number;
  epoch: string;
  hash: string;
}): Generator<WireEntry> {
  const random = new FakeRandom('big');
  let [totals, previous] = [ZERO_TOTALS, hash];
  for (let seq = 1; seq <= count; seq += 1) {
    const draft = saleBody(seq);
    totals = addTotals(totals, totalsShare(draft as Parameters<typeof totalsShare>[0]));
    const [factId, body] = [uuidV7(MORNING + seq, random.bytes(10)), JSON.stringify({ ...draft, totals })];
    previous = entryHash({ coopId: COOP_ID, epoch, seq, factId, body }, previous, digest);
    yield { seq, factId, hash: previous, body, origin: null };
  }
}
