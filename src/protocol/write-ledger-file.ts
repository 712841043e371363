import type { Totals } from '#domain/chain.ts';
import * as z from 'zod/mini';
import type { WireEntry } from './entry.ts';
import {
  LEDGER_FILE_VERSION,
  writeLedgerLine,
  type LedgerFileCheckpoint,
  type LedgerFileEpoch,
  type LedgerFileHead,
  type LedgerFileHeader,
} from './ledger-file.ts';
import { LEDGER_RUN_BYTES_MAX, LEDGER_RUN_ENTRIES_MAX } from './limits.ts';
import { parseJson } from './parse-json.ts';
import { totalsSchema } from './parts.ts';
import type { Certificate } from './session.ts';
import { PROTOCOL_VERSION } from './version.ts';

type Many<Value> = Iterable<Value> | AsyncIterable<Value>;

/** A place that the device is asked to sign, with the totals that stand there. */
export type HeadPoint = Pick<LedgerFileHead, 'seq' | 'hash' | 'totals'>;

/** One epoch as its keeper holds it. */
export interface EpochSource extends Omit<LedgerFileEpoch, 'line'> {
  /** In order, from the one after `base`. */
  readonly entries: Many<WireEntry>;
  /** Of this epoch, by seq, then as they were given. */
  readonly checkpoints: Many<Omit<LedgerFileCheckpoint, 'line'>>;
  /**
   * Signs `signedText.head` of a place; null for who does not hold the device's key. Who only kept what the key has signed
   * answers null where that is nothing, and is asked again at the next entry.
   */
  readonly sign: ((point: HeadPoint) => Promise<string | null>) | null;
}

/** What a ledger file is made of. */
export interface LedgerSource {
  readonly header: Omit<LedgerFileHeader, 'line' | 'format' | 'version' | 'proto'>;
  readonly serverKeys: readonly string[];
  readonly certificate: Certificate | null;
  /** Oldest first. */
  readonly epochs: Many<EpochSource>;
}

interface Counts {
  entries: number;
  checkpoints: number;
}

const countedSchema = z.object({ totals: totalsSchema });

/** Writes a ledger file, a line at a time, however long the ledger is. */
export async function* writeLedgerFile(source: LedgerSource): AsyncGenerator<string> {
  const counts: Counts = { entries: 0, checkpoints: 0 };
  const fixed = { format: 'gerai-ledger', version: LEDGER_FILE_VERSION, proto: PROTOCOL_VERSION } as const;
  yield writeLedgerLine({ line: 'header', ...fixed, ...source.header });
  for (const publicKey of source.serverKeys) yield writeLedgerLine({ line: 'key', publicKey });
  if (source.certificate !== null) yield writeLedgerLine({ line: 'certificate', ...source.certificate });
  for await (const epoch of source.epochs) yield* epochLines(epoch, counts);
  yield writeLedgerLine({ line: 'end', ...counts });
}

async function* epochLines(source: EpochSource, counts: Counts): AsyncGenerator<string> {
  const { epoch, open, series, base } = source;
  yield writeLedgerLine({ line: 'epoch', epoch, open, series, base });
  const checkpoints = iteratorOf(source.checkpoints);
  let next = await checkpoints.next();
  const run = { entries: 0, bytes: 0 };
  let unsigned: WireEntry | null = null;
  for await (const entry of source.entries) {
    const line = entryLine(entry);
    // A part that is to be sent on must end at a place the device has signed, so that it proves itself.
    const isFull = run.entries >= LEDGER_RUN_ENTRIES_MAX || run.bytes + line.length > LEDGER_RUN_BYTES_MAX;
    const head: string | null = isFull ? await headLine(source, unsigned) : null;
    if (head !== null) {
      yield head;
      [run.entries, run.bytes] = [0, 0];
    }
    for (; next.done !== true && next.value.seq < entry.seq; next = await checkpoints.next())
      yield checkpointLine(next.value, counts);
    yield line;
    counts.entries += 1;
    run.entries += 1;
    run.bytes += line.length;
    unsigned = entry;
  }
  const head = await headLine(source, unsigned);
  if (head !== null) yield head;
  for (; next.done !== true; next = await checkpoints.next()) yield checkpointLine(next.value, counts);
}

function entryLine({ seq, factId, hash, body, origin }: WireEntry): string {
  return writeLedgerLine({ line: 'entry', seq, factId, hash, body, origin });
}

function checkpointLine(checkpoint: Omit<LedgerFileCheckpoint, 'line'>, counts: Counts): string {
  const { serverGen, epoch, seq, hash, n, at, signature } = checkpoint;
  counts.checkpoints += 1;
  return writeLedgerLine({ line: 'checkpoint', serverGen, epoch, seq, hash, n, at, signature });
}

/** @returns null where nobody can sign this place, or the entry's own totals can't be read and there is nothing to sign over */
async function headLine({ sign }: EpochSource, entry: WireEntry | null): Promise<string | null> {
  if (sign === null || entry === null) return null;
  const totals = totalsOf(entry.body);
  if (totals === null) return null;
  const point = { seq: entry.seq, hash: entry.hash, totals };
  const signature = await sign(point);
  return signature === null ? null : writeLedgerLine({ line: 'head', ...point, signature });
}

function totalsOf(body: string): Totals | null {
  const counted = z.safeParse(countedSchema, parseJson(body));
  return counted.success ? counted.data.totals : null;
}

async function* iteratorOf<Value>(many: Many<Value>): AsyncGenerator<Value, undefined> {
  yield* many;
}
