import { existsSync } from 'node:fs';
import type { Result } from '#domain/result.ts';
import type { ImportReply, ImportRequest, KeptReason } from '#protocol/import.ts';
import type { Problem, ProblemKind } from '#protocol/problem.ts';
import { readLedgerFile, type LedgerFault, type LedgerRun } from '#protocol/read-ledger-file.ts';
import type { Config } from '../config.ts';
import { readConsoleFile } from '../console-file.ts';
import { importRun } from '../ledger/import-run.ts';
import { openPremises } from '../premises.ts';
import { FolderRefused, StorageFull, StoreOwned, StoreUnreachable } from '../store/store.ts';
import { ConsoleClient, ConsoleRefused } from './console-client.ts';
import { fileLines } from './file-lines.ts';

const KEPT: Readonly<Record<KeptReason, string>> = {
  unproved: 'tidak ditandatangani perangkat maupun server ini (signed by neither the device nor this server)',
  broken_chain: 'rantainya putus (their chain is broken)',
  gap: 'server tidak punya entri sebelumnya (the server lacks what stands before them)',
  fork: 'server punya entri lain di tempatnya (the server holds something else in their place)',
  damaged: 'ada baris yang rusak (lines are damaged)',
};

const FAULTS: Readonly<Record<LedgerFault['reason'], string>> = {
  not_a_ledger: 'bukan berkas buku Gerai (no ledger file of Gerai)',
  newer_version:
    'ditulis oleh Gerai yang lebih baru: perbarui dahulu (written by a newer Gerai: update first)',
  unreadable_line: 'baris rusak (a damaged line)',
  cut_off: 'berkas terpotong; yang ada tetap dimasukkan (the file was cut off; what is there was taken)',
};

const IN_USE =
  'Folder data sedang dipakai, tetapi server tidak menjawab. Coba lagi. (The data folder is in use and no server answers: try again.)';

/** Refusals after which the next run may still be taken; after any other one the file waits. */
const ABOUT_THE_RUN: ReadonlySet<ProblemKind> = new Set(['not_found', 'dump_full', 'malformed']);

const REFUSED: Readonly<Partial<Record<ProblemKind, string>>> = {
  not_found:
    'perangkat tidak dikenal, atau sertifikatnya bukan dari server ini (an unknown device, or a certificate that this server never signed)',
  dump_full: 'tempat untuk catatan yang tidak dibukukan sudah penuh (no more room for what is kept unbooked)',
};

type TakeRun = (run: ImportRequest) => Promise<Result<ImportReply, Problem>>;

/** How a file went. */
interface Tally {
  accepted: number;
  duplicate: number;
  held: number;
  quarantined: number;
  /** Entries that were kept unbooked, by why. */
  readonly kept: Map<KeptReason, number>;
  /** Entries and damaged lines that were not taken at all, by what the server said. */
  readonly refused: Map<ProblemKind, number>;
  readonly faults: LedgerFault[];
}

/**
 * Brings a ledger file into the books: through the server that runs, or by itself where none does. Twice changes nothing.
 * @returns the exit code: 0 when all of it is in the books
 */
export async function importLedgerCommand(
  config: Pick<Config, 'dataFolder' | 'databaseUrl'>,
  file: string,
): Promise<number> {
  if (!existsSync(file)) return complain(`Berkas ${file} tidak ada. (There is no such file.)`);
  try {
    return say((await throughServer(config.dataFolder, file)) ?? (await withPremises(config, file)));
  } catch (error) {
    if (error instanceof StoreUnreachable) return complain(`Basis data tidak menjawab. (${error.message}.)`);
    if (error instanceof StoreOwned) return complain(IN_USE);
    if (error instanceof FolderRefused) return complain(error.message);
    if (error instanceof StorageFull || error instanceof ConsoleRefused)
      return complain(`Server belum bisa menerima; ulangi nanti. (Not now, try again: ${error.message}.)`);
    throw error;
  }
}

/** @returns null when no server answers; what it took before counts, because the same file may be brought again */
async function throughServer(dataFolder: string, file: string): Promise<Tally | null> {
  const consoleFile = readConsoleFile(dataFolder);
  if (consoleFile === null) return null;
  const client = new ConsoleClient(consoleFile);
  try {
    return await takeFile(file, (run) => askServer(client, run));
  } catch (error) {
    // What fetch throws when nobody answers.
    if (error instanceof TypeError) return null;
    throw error;
  }
}

async function withPremises(
  config: Pick<Config, 'dataFolder' | 'databaseUrl'>,
  file: string,
): Promise<Tally> {
  const premises = await openPremises({ mode: 'production', ...config });
  try {
    return await takeFile(file, (run) => importRun(premises, null, run));
  } finally {
    await premises.close();
  }
}

async function askServer(client: ConsoleClient, run: ImportRequest): Promise<Result<ImportReply, Problem>> {
  try {
    return { ok: true, value: await client.importRun(run) };
  } catch (error) {
    const isAboutRun = error instanceof ConsoleRefused && ABOUT_THE_RUN.has(error.problem);
    if (!isAboutRun) throw error;
    return { ok: false, refusal: { problem: error.problem } };
  }
}

async function takeFile(file: string, take: TakeRun): Promise<Tally> {
  const zero = { accepted: 0, duplicate: 0, held: 0, quarantined: 0 };
  const tally: Tally = { ...zero, kept: new Map(), refused: new Map(), faults: [] };
  for await (const one of readLedgerFile(fileLines(file))) {
    if (one.kind === 'fault') tally.faults.push(one);
    else await takeOne(one, take, tally);
  }
  return tally;
}

async function takeOne(run: LedgerRun, take: TakeRun, tally: Tally): Promise<void> {
  const request = requestOf(run);
  const reply = request === null ? null : await take(request);
  const size = run.entries.length + run.damaged.length;
  if (reply === null || !reply.ok) {
    const why = reply?.refusal.problem ?? 'not_found';
    tally.refused.set(why, (tally.refused.get(why) ?? 0) + size);
    return;
  }
  const { kept, accepted, duplicate, held, quarantined } = reply.value;
  tally.accepted += accepted;
  tally.duplicate += duplicate;
  tally.held += held;
  tally.quarantined += quarantined;
  const booked = accepted + duplicate + held + quarantined;
  if (kept !== null) tally.kept.set(kept, (tally.kept.get(kept) ?? 0) + size - booked);
}

/** A run as the server takes it; null where the file does not say whose ledger it is. */
function requestOf({ certificate, epoch, base, entries, proofs, damaged }: LedgerRun): ImportRequest | null {
  if (certificate === null) return null;
  const { epoch: name, open, series } = epoch;
  const signed = { certificate, proofs: [...proofs], damaged: [...damaged] };
  return { proto: 1, ...signed, epoch: name, epochOpen: open, series, base, entries: [...entries] };
}

function say(tally: Tally): number {
  const { accepted, duplicate, held, quarantined, kept, refused, faults } = tally;
  console.log(
    `${accepted} entri baru, ${duplicate} sudah ada (${accepted} new entries, ${duplicate} known before)`,
  );
  if (held > 0) console.log(`${held} ditahan sampai program diperbarui (held until the program is updated)`);
  if (quarantined > 0)
    console.log(`${quarantined} di karantina, untuk diperiksa (quarantined, to be looked at)`);
  for (const { lineNumber, reason } of faults) console.error(`Baris ${lineNumber}: ${FAULTS[reason]}`);
  for (const [why, count] of kept)
    console.error(
      `${count} disimpan tanpa dibukukan, lihat Temuan (kept unbooked, see the findings): ${KEPT[why]}`,
    );
  for (const [why, count] of refused)
    console.error(
      `${count} TIDAK dimasukkan, simpan berkas ini (NOT taken, keep the file): ${REFUSED[why] ?? why}`,
    );
  return kept.size + refused.size + faults.length === 0 ? 0 : 1;
}

function complain(reason: string): number {
  console.error(reason);
  return 1;
}
