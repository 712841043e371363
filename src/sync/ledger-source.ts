import type { Totals } from '#domain/chain.ts';
import type { WireEntry } from '#protocol/entry.ts';
import type { LedgerFileHeader } from '#protocol/ledger-file.ts';
import { signedText } from '#protocol/signed.ts';
import {
  writeLedgerFile,
  type EpochSource,
  type HeadPoint,
  type LedgerSource,
} from '#protocol/write-ledger-file.ts';
import type {
  EpochState,
  LedgerPort,
  LedgerRecord,
  StoredCheckpoint,
} from '../storage/ledger/ledger-port.ts';
import { totalsIn } from '../storage/ledger/plan-rehome.ts';
import type { SecondCopy } from './read-copy.ts';

/** Entries read from the ledger at once. */
const CHUNK = 200;

/** A hash that nothing has: what stands below it is not known here any more. */
const NO_HASH = '0'.repeat(64);

/** Why and when a file is written. */
export type FileNote = Pick<LedgerFileHeader, 'reason' | 'madeAt'>;

/** A ledger as the source of a file: everything that is still here, signed by the device. */
export async function sourceOfLedger(
  ledger: Pick<LedgerPort, 'readStanding' | 'readCheckpoints' | 'readEntries'>,
  sign: (text: string) => Promise<string>,
  note: FileNote,
): Promise<LedgerSource> {
  const [{ record, epochs }, checkpoints] = await Promise.all([
    ledger.readStanding(),
    ledger.readCheckpoints(),
  ]);
  const { coopId, deviceId } = record.identity;
  const sources = epochs.map((epoch): EpochSource => {
    const oldest = epoch.prunedThrough ?? { seq: 0, hash: epoch.genesisHash, totals: epoch.startTotals };
    const signPoint = ({ seq, hash, totals }: HeadPoint): Promise<string> =>
      sign(signedText.head({ coopId, deviceId, epoch: epoch.epoch, seq, hash, totals }));
    return {
      ...lineageOf(epoch, record),
      base: { seq: oldest.seq, hash: oldest.hash, totals: oldest.totals },
      entries: entriesOf(ledger, epoch, oldest.seq),
      checkpoints: checkpointsOf(epoch, checkpoints),
      sign: signPoint,
    };
  });
  return { ...headOf(record, note), epochs: sources };
}

/** A second copy as the source of a file. The key is gone with the ledger, so the signatures are those that were kept. */
export function sourceOfCopy(copy: SecondCopy, note: FileNote): LedgerSource {
  const { record, epochs } = copy.standing;
  const sources = epochs.map((epoch): EpochSource => {
    const all = copy.entries.filter((entry) => entry.epoch === epoch.epoch);
    const base = baseOf(epoch, all);
    return {
      ...lineageOf(epoch, record),
      base,
      entries: all.filter(({ seq }) => seq > base.seq),
      checkpoints: checkpointsOf(epoch, copy.checkpoints),
      sign: async ({ seq, hash }) =>
        copy.signed.find((one) => one.epoch === epoch.epoch && one.seq === seq && one.hash === hash)
          ?.signature ?? null,
    };
  });
  return { ...headOf(record, note), epochs: sources };
}

/** The lines of a ledger file, each with its end. */
export async function linesOf(source: LedgerSource): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of writeLedgerFile(source)) lines.push(line);
  return lines;
}

function headOf({ identity }: LedgerRecord, note: FileNote): Omit<LedgerSource, 'epochs'> {
  const { coopId, deviceId, certificate, serverKey } = identity;
  const header = { coopId, deviceId, writtenBy: 'device', checkpoints: 'newest', ...note } as const;
  return { header, serverKeys: [serverKey], certificate };
}

function lineageOf(
  { epoch, open, isOpen }: EpochState,
  record: LedgerRecord,
): Pick<EpochSource, 'epoch' | 'open' | 'series'> {
  return { epoch, open, series: isOpen ? record.series : null };
}

function checkpointsOf(
  { epoch }: EpochState,
  checkpoints: readonly StoredCheckpoint[],
): readonly StoredCheckpoint[] {
  return checkpoints.filter((one) => one.epoch === epoch).toSorted((a, b) => a.seq - b.seq || a.n - b.n);
}

/**
 * The point from which the copied entries go on. A copy begins with an entry that the server has acknowledged, and that is it;
 * where a file of the copy is lost even that is not known, and the entries come all the same.
 */
function baseOf(
  epoch: EpochState,
  entries: readonly WireEntry[],
): { seq: number; hash: string; totals: Totals | null } {
  const oldest = epoch.prunedThrough ?? { seq: 0, hash: epoch.genesisHash, totals: epoch.startTotals };
  const [first] = entries;
  if (first === undefined) return { seq: epoch.seq, hash: epoch.hash, totals: epoch.totals };
  if (first.seq === oldest.seq + 1) return { seq: oldest.seq, hash: oldest.hash, totals: oldest.totals };
  const isAcked = first.seq <= epoch.acked;
  return isAcked
    ? { seq: first.seq, hash: first.hash, totals: totalsIn(first.body) }
    : { seq: first.seq - 1, hash: NO_HASH, totals: null };
}

async function* entriesOf(
  ledger: Pick<LedgerPort, 'readEntries'>,
  { epoch, seq }: EpochState,
  afterSeq: number,
): AsyncGenerator<WireEntry> {
  for (let after = afterSeq; after < seq;) {
    const read = await ledger.readEntries(epoch, after, CHUNK);
    const last = read.at(-1);
    if (last === undefined) return;
    // What is sold while the file is written belongs into the next one.
    yield* read.filter((entry) => entry.seq <= seq);
    after = last.seq;
  }
}
