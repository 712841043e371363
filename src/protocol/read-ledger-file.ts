import type { WireEntry } from './entry.ts';
import {
  LEDGER_FILE_VERSION,
  readLedgerLine,
  type LedgerFileCheckpoint,
  type LedgerFileEpoch,
  type LedgerFileHead,
  type LedgerFileHeader,
} from './ledger-file.ts';
import { PUSH_BYTES_MAX, PUSH_ENTRIES_MAX } from './limits.ts';
import { parseJson } from './parse-json.ts';
import type { Certificate } from './session.ts';

/** A signature under the last entry of a run: by the device itself, or by the server that holds it already. */
export type LedgerProof = LedgerFileHead | LedgerFileCheckpoint;

/** Entries that follow one another, no more than a push takes, with the point they grow from. */
export interface LedgerRun {
  readonly kind: 'run';
  readonly header: LedgerFileHeader;
  readonly certificate: Certificate | null;
  readonly epoch: Pick<LedgerFileEpoch, 'epoch' | 'open' | 'series'>;
  readonly base: { readonly seq: number; readonly hash: string };
  readonly entries: readonly WireEntry[];
  /** All of them cover the last entry; none where nothing in the file speaks for these entries. */
  readonly proofs: readonly LedgerProof[];
  /** Lines among these entries that could not be read, as they are; a very long one comes in pieces. */
  readonly damaged: readonly string[];
}

/** What is wrong with a file as a file. Whatever can be read around it still comes as runs. */
export interface LedgerFault {
  readonly kind: 'fault';
  /** From 1. */
  readonly lineNumber: number;
  readonly reason: 'not_a_ledger' | 'newer_version' | 'unreadable_line' | 'cut_off';
}

/**
 * Reads a ledger file as runs that can be sent on or booked one after the other. Memory holds one run. Nothing is believed:
 * hashes and signatures are for whoever takes the runs.
 */
export async function* readLedgerFile(
  lines: Iterable<string> | AsyncIterable<string>,
): AsyncGenerator<LedgerRun | LedgerFault> {
  let reader: RunReader | null = null;
  let lineNumber = 0;
  for await (const text of lines) {
    lineNumber += 1;
    if (text === '') continue;
    if (reader !== null) {
      yield* reader.take(text, lineNumber);
      continue;
    }
    const first = readLedgerLine(text);
    if (first?.line !== 'header') {
      yield { kind: 'fault', lineNumber, reason: isNewer(text) ? 'newer_version' : 'not_a_ledger' };
      return;
    }
    reader = new RunReader(first);
  }
  if (reader === null) yield { kind: 'fault', lineNumber, reason: 'not_a_ledger' };
  else yield* reader.finish(lineNumber);
}

function isNewer(text: string): boolean {
  const json = parseJson(text);
  if (typeof json !== 'object' || json === null || !('version' in json) || !('format' in json)) return false;
  return json.format === 'gerai-ledger' && Number(json.version) > LEDGER_FILE_VERSION;
}

/** Characters; a file that has lost its ends of lines is one long line. */
const DAMAGED_PIECE_LENGTH = 64 * 1024;

/** Gathers entries until a push would be full, and parts them at the last signature. */
class RunReader {
  readonly #header: LedgerFileHeader;
  #certificate: Certificate | null = null;
  #epoch: LedgerFileEpoch | null = null;
  #base = { seq: 0, hash: '' };
  #entries: WireEntry[] = [];
  #bytes = 0;
  #damaged: string[] = [];
  /** How many of the gathered entries are spoken for, and by what. */
  #proved = 0;
  #proofs: LedgerProof[] = [];
  #hasEnded = false;

  constructor(header: LedgerFileHeader) {
    this.#header = header;
  }

  *take(text: string, lineNumber: number): Generator<LedgerRun | LedgerFault> {
    const line = readLedgerLine(text);
    switch (line?.line) {
      case 'certificate':
        if (line.deviceId === this.#header.deviceId) this.#certificate ??= line;
        return;
      case 'epoch':
        yield* this.#flush();
        this.#epoch = line;
        this.#base = { seq: line.base.seq, hash: line.base.hash };
        return;
      case 'entry':
        // Outside of an epoch it would stand nowhere.
        if (this.#epoch === null) break;
        if (this.#entries.length >= PUSH_ENTRIES_MAX || this.#bytes + text.length > PUSH_BYTES_MAX)
          yield* this.#cut();
        this.#entries.push(entryOf(line));
        this.#bytes += text.length;
        return;
      case 'head':
      case 'checkpoint':
        this.#prove(line);
        return;
      case 'end':
        this.#hasEnded = true;
        return;
      case 'key':
        return;
      case 'header':
      case undefined:
    }
    yield { kind: 'fault', lineNumber, reason: 'unreadable_line' };
    yield* this.#keepDamaged(text);
  }

  *finish(lineNumber: number): Generator<LedgerRun | LedgerFault> {
    yield* this.#flush();
    if (!this.#hasEnded) yield { kind: 'fault', lineNumber, reason: 'cut_off' };
  }

  *#keepDamaged(text: string): Generator<LedgerRun> {
    if (this.#epoch === null) return;
    for (let at = 0; at < text.length; at += DAMAGED_PIECE_LENGTH) {
      const piece = text.slice(at, at + DAMAGED_PIECE_LENGTH);
      if (this.#bytes + piece.length > PUSH_BYTES_MAX) yield* this.#cut();
      this.#damaged.push(piece);
      this.#bytes += piece.length;
    }
  }

  #prove(proof: LedgerProof): void {
    const last = this.#entries.at(-1);
    if (last === undefined || proof.seq !== last.seq || proof.hash !== last.hash) return;
    if (this.#proved < this.#entries.length) this.#proofs = [];
    this.#proved = this.#entries.length;
    this.#proofs.push(proof);
  }

  /** Hands over what is proved, or all where nothing is. */
  *#cut(): Generator<LedgerRun> {
    if (this.#epoch === null) return;
    const { epoch, open, series } = this.#epoch;
    const entries = this.#entries.splice(0, this.#proved === 0 ? this.#entries.length : this.#proved);
    yield {
      kind: 'run',
      header: this.#header,
      certificate: this.#certificate,
      epoch: { epoch, open, series },
      base: this.#base,
      entries,
      proofs: this.#proofs,
      damaged: this.#damaged.splice(0),
    };
    const last = entries.at(-1);
    if (last !== undefined) this.#base = { seq: last.seq, hash: last.hash };
    this.#bytes = this.#entries.reduce((sum, entry) => sum + JSON.stringify(entry).length, 0);
    [this.#proved, this.#proofs] = [0, []];
  }

  /** Hands over everything: first what is proved, then what is not. */
  *#flush(): Generator<LedgerRun> {
    while (this.#entries.length > 0 || this.#damaged.length > 0) yield* this.#cut();
  }
}

function entryOf({ seq, factId, hash, body, origin }: WireEntry): WireEntry {
  return { seq, factId, hash, body, origin };
}
