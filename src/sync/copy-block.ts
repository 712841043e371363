import type { WireEntry } from '#protocol/entry.ts';
import { parseJson } from '#protocol/parse-json.ts';
import type { EpochState, LedgerStanding, StoredCheckpoint } from '../storage/ledger/ledger-port.ts';
import {
  isStanding,
  readCheckpoints,
  readWireEntry,
  signedPointSchema,
  type SignedPoint,
} from './copy-standing.ts';

/**
 * Entries in one file of the second copy. A file is written anew with each sale that falls into it: some 20 kB, while a file a
 * sale would leave thousands of them after a month without a link.
 */
export const BLOCK_ENTRIES = 50;

/** Each file begins with this, so that a file of another kind or a later one is not taken for one. */
const BLOCK_VERSION = 1;

/** One file: which entries of which epoch belong into it. */
export interface BlockPlace {
  readonly name: string;
  readonly epoch: string;
  /** The entries after this one … */
  readonly afterSeq: number;
  /** … through this one. */
  readonly throughSeq: number;
}

/** What stands in one file besides the entries. Each says how the whole ledger stood, so that any of them is enough. */
export interface BlockHeader {
  readonly epoch: string;
  readonly standing: LedgerStanding;
  readonly checkpoints: readonly StoredCheckpoint[];
  /** The device's signature over the last entry of this file; null where there is none. */
  readonly signed: SignedPoint | null;
}

export interface Block extends BlockHeader {
  readonly entries: readonly WireEntry[];
}

/**
 * The files that a second copy consists of, oldest first: every entry that was not acknowledged, with the one before it, which
 * is what a push grows from. The newest file of the open epoch is there even when all is sent: it says whose ledger this is.
 */
export function wantedBlocks(epochs: readonly EpochState[]): readonly BlockPlace[] {
  return epochs.flatMap((epoch) => {
    const last = blockOf(epoch.seq);
    if (epoch.acked >= epoch.seq) return epoch.isOpen ? [placeOf(epoch, last)] : [];
    const first = blockOf(epoch.acked);
    return Array.from({ length: last - first + 1 }, (_, index) => placeOf(epoch, first + index));
  });
}

/** Names sort in the order in which entries were written. */
function placeOf({ epoch, ordinal, seq }: EpochState, block: number): BlockPlace {
  const name = `${padded(ordinal)}-${padded(block)}-${epoch}`;
  const afterSeq = block * BLOCK_ENTRIES;
  return { name, epoch, afterSeq, throughSeq: Math.min(seq, afterSeq + BLOCK_ENTRIES) };
}

function blockOf(seq: number): number {
  return Math.floor(Math.max(0, seq - 1) / BLOCK_ENTRIES);
}

function padded(count: number): string {
  return String(count).padStart(8, '0');
}

/** Through which entry a file holds what belongs into it, by its name and its number of lines: nothing is parsed for it. */
export function heldThrough(name: string, text: string): number {
  const afterSeq = Number(name.split('-')[1]) * BLOCK_ENTRIES;
  const headerLines = 1;
  return afterSeq + (text.match(/\n/g)?.length ?? 0) - headerLines;
}

/** One JSON object a line: a line that is hurt takes no other with it. */
export function writeBlock({ entries, ...header }: Block): string {
  const first = JSON.stringify({ v: BLOCK_VERSION, ...header });
  const lines = entries.map(({ seq, factId, hash, body, origin }) =>
    JSON.stringify({ seq, factId, hash, body, origin }),
  );
  return [first, ...lines, ''].join('\n');
}

/** Reads a file back. @returns null when its first line can't be read: nothing says then what the others are */
export function readBlock(text: string): Block | null {
  const [first = '', ...lines] = text.split('\n');
  const json = parseJson(first);
  if (typeof json !== 'object' || json === null) return null;
  const header: Partial<Record<string, unknown>> = { ...json };
  const { v, epoch, standing } = header;
  if (v !== BLOCK_VERSION || typeof epoch !== 'string' || !isStanding(standing)) return null;
  return {
    epoch,
    standing,
    checkpoints: readCheckpoints(header['checkpoints']),
    signed: signedPointSchema.safeParse(header['signed']).data ?? null,
    entries: lines.flatMap((line) => readWireEntry(parseJson(line)) ?? []),
  };
}
