import { importReplySchema, type ImportReply, type ImportRequest } from '#protocol/import.ts';
import { readLedgerFile, type LedgerFault, type LedgerRun } from '#protocol/read-ledger-file.ts';
import { PROTOCOL_VERSION } from '#protocol/version.ts';
import { openSession, type SessionHolder } from './open-session.ts';
import type { Failure } from './sync-model.ts';
import type { Transport } from './transport.ts';

/** A run is as large as a push and comes by hand, so it gets the time of a part of a dump. */
const RUN_TIMEOUT_MS = 60_000;

/** What became of a file's entries. */
export interface HandedOver {
  /** On the server now, new or there already. */
  readonly stored: number;
  /** Kept unbooked for a person to look at. */
  readonly kept: number;
  /** What is wrong with the file as a file; the rest of it came all the same. */
  readonly faults: readonly LedgerFault[];
}

export type HandOverOutcome =
  | { readonly ok: true; readonly value: HandedOver }
  | { readonly ok: false; readonly failure: Failure }
  /** No ledger at all, or a file of a newer program. */
  | { readonly ok: false; readonly fault: LedgerFault['reason'] };

/**
 * Brings a ledger file to the server, whoever wrote it. Its entries prove themselves, and the server takes each once, so a file
 * that is brought again changes nothing.
 */
export async function handOver(
  lines: Iterable<string> | AsyncIterable<string>,
  holder: SessionHolder,
  transport: Transport,
): Promise<HandOverOutcome> {
  const sum = { stored: 0, kept: 0 };
  const faults: LedgerFault[] = [];
  let token: string | null = null;
  for await (const found of readLedgerFile(lines)) {
    if (found.kind === 'fault') {
      if (found.reason === 'not_a_ledger' || found.reason === 'newer_version')
        return { ok: false, fault: found.reason };
      faults.push(found);
      continue;
    }
    const message = requestOf(found);
    // Entries without a certificate say nothing about whose they are.
    if (message === null) return { ok: false, fault: 'not_a_ledger' };
    if (token === null) {
      const session = await openSession(transport, holder);
      if (!session.ok) return { ok: false, failure: session.failure };
      ({ token } = session.value);
    }
    const answer = await transport.post({
      path: '/api/sync/v1/import',
      message,
      reply: importReplySchema,
      token,
      timeoutMs: RUN_TIMEOUT_MS,
    });
    if (!answer.ok) return { ok: false, failure: answer.failure };
    count(sum, answer.value, found);
  }
  return { ok: true, value: { ...sum, faults } };
}

function requestOf({ certificate, epoch, base, entries, proofs, damaged }: LedgerRun): ImportRequest | null {
  if (certificate === null) return null;
  return {
    proto: PROTOCOL_VERSION,
    certificate,
    epoch: epoch.epoch,
    epochOpen: epoch.open,
    series: epoch.series,
    base,
    entries: [...entries],
    proofs: [...proofs],
    damaged: [...damaged],
  };
}

function count(sum: { stored: number; kept: number }, reply: ImportReply, run: LedgerRun): void {
  sum.stored += reply.accepted + reply.duplicate + reply.held + reply.quarantined;
  if (reply.kept !== null) sum.kept += run.entries.length;
}
