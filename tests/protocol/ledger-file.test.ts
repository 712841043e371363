import { describe, expect, test } from 'vitest';
import { entryHash, genesisHash, ZERO_TOTALS } from '#domain/chain.ts';
import type { WireEntry } from '#protocol/entry.ts';
import { readLedgerLine } from '#protocol/ledger-file.ts';
import { LEDGER_RUN_ENTRIES_MAX, PUSH_BYTES_MAX, PUSH_ENTRIES_MAX } from '#protocol/limits.ts';
import { readLedgerFile, type LedgerFault, type LedgerRun } from '#protocol/read-ledger-file.ts';
import { writeLedgerFile, type EpochSource, type LedgerSource } from '#protocol/write-ledger-file.ts';

const COOP = 'kkmp-uji';
const DEVICE = 'Zm9vYmFyYmF6cXV4MTIzNA';
const EPOCH = '00112233445566778899aabbccddeeff';
const OPEN = { parent: null, reason: 'install', missing: null } as const;
const GENESIS = genesisHash({ coopId: COOP, deviceId: DEVICE, epoch: EPOCH, ...OPEN });

test('a ledger written to a file comes back entry for entry, in runs that a push takes', async () => {
  const entries = entriesOf(3 * LEDGER_RUN_ENTRIES_MAX + 30);
  const runs = runsOf(await read(await write(sourceOf(entries))));
  expect(runs.flatMap((run) => run.entries)).toEqual(entries);
  expect(runs.map((run) => run.entries.length)).toEqual([400, 230]);
  expect(runs.map((run) => run.base.seq)).toEqual([0, 400]);
  expect(runs[1]?.base.hash).toBe(entries[399]?.hash);
  expect(runs.map((run) => run.proofs.map((proof) => [proof.line, proof.seq]))).toEqual([
    [['head', 400]],
    [['head', 630]],
  ]);
});

test('a run never grows beyond what a push takes, however long the bodies are and whoever wrote the file', async () => {
  const entries = entriesOf(60, 'x'.repeat(40_000));
  for (const sign of [signNothing, null]) {
    const runs = runsOf(await read(await write(sourceOf(entries, { sign }))));
    expect(runs.flatMap((run) => run.entries)).toEqual(entries);
    for (const run of runs) expect(JSON.stringify(run.entries).length).toBeLessThan(PUSH_BYTES_MAX);
  }
  const [first, second] = runsOf(await read(await write(sourceOf(entriesOf(700), { sign: null }))));
  expect([first?.entries.length, first?.proofs]).toEqual([PUSH_ENTRIES_MAX, []]);
  expect(second?.entries.length).toBe(200);
});

test('a checkpoint of the server speaks for entries that no device signed', async () => {
  const entries = entriesOf(5);
  const checkpoints = [1, 3].map((n) => checkpointAt(entries, n, n));
  const runs = runsOf(await read(await write(sourceOf(entries, { sign: null, checkpoints }))));
  expect(runs.map((run) => [run.entries.length, run.proofs.map(({ line }) => line)])).toEqual([
    [3, ['checkpoint']],
    [2, []],
  ]);
});

test('a pruned ledger begins behind what was pruned', async () => {
  const entries = entriesOf(10);
  const base = { seq: 4, hash: entries[3]?.hash ?? '', totals: ZERO_TOTALS };
  const [run] = runsOf(await read(await write(sourceOf(entries.slice(4), { base }))));
  expect(run?.base).toEqual({ seq: 4, hash: entries[3]?.hash });
  expect(run?.entries.map(({ seq }) => seq)).toEqual([5, 6, 7, 8, 9, 10]);
});

test('an epoch without entries and a file without epochs are whole files too', async () => {
  expect(await read(await write(sourceOf([])))).toEqual([]);
  expect(await read(await write({ ...sourceOf([]), epochs: [] }))).toEqual([]);
});

describe('a damaged file', () => {
  test('that was cut off says so, and still gives what it has', async () => {
    const lines = await write(sourceOf(entriesOf(5)));
    const came = await read(lines.slice(0, 5));
    expect(runsOf(came).map((run) => [run.entries.length, run.proofs.length])).toEqual([[3, 0]]);
    expect(faultsOf(came)).toEqual([{ kind: 'fault', lineNumber: 5, reason: 'cut_off' }]);
  });

  test('loses nothing of a line that can’t be read, and goes on after it', async () => {
    const lines = await write(sourceOf(entriesOf(250)));
    const bad = '{"line":"entry","seq":7';
    const came = await read(lines.with(8, bad));
    expect(faultsOf(came)).toEqual([{ kind: 'fault', lineNumber: 9, reason: 'unreadable_line' }]);
    const [run] = runsOf(came);
    expect(run?.damaged).toEqual([bad]);
    expect(runsOf(came).flatMap(({ entries }) => entries).length).toBe(249);
  });

  test('without ends of lines comes in pieces that can be sent on', async () => {
    const [header = '', epoch = '', ...rest] = await write(sourceOf(entriesOf(30, 'x'.repeat(40_000))));
    const runs = runsOf(await read([header, epoch, rest.join('')]));
    expect(runs.flatMap((run) => run.damaged).join('')).toBe(rest.join(''));
    for (const run of runs) expect(JSON.stringify(run.damaged).length).toBeLessThan(1.2 * PUSH_BYTES_MAX);
  });

  test('whose epoch can’t be read names every line that stands nowhere', async () => {
    const lines = await write(sourceOf(entriesOf(3)));
    const faults = faultsOf(await read(lines.with(1, 'rubbish')));
    expect(faults.map(({ lineNumber }) => lineNumber)).toEqual([2, 3, 4, 5]);
  });

  test.each([
    ['is empty', [], 'not_a_ledger'],
    ['is something else', ['{"hello":1}'], 'not_a_ledger'],
    ['is of a newer program', ['{"line":"header","format":"gerai-ledger","version":2}'], 'newer_version'],
  ])('that %s is named as that', async (_what, lines, reason) => {
    expect(faultsOf(await read(lines)).map((fault) => fault.reason)).toEqual([reason]);
  });
});

test('lines of the format are read with nothing added and nothing lost', async () => {
  const checkpoints = [checkpointAt(entriesOf(2), 2, 1)];
  const lines = await write(sourceOf(entriesOf(2), { checkpoints }));
  expect(lines.map((line) => readLedgerLine(line)?.line)).toEqual([
    'header',
    'epoch',
    'entry',
    'entry',
    'head',
    'checkpoint',
    'end',
  ]);
  for (const line of lines) expect(JSON.stringify(readLedgerLine(line))).toBe(line);
});

function entriesOf(count: number, note = ''): WireEntry[] {
  const entries: WireEntry[] = [];
  for (let seq = 1; seq <= count; seq += 1) {
    const factId = `019c6f3a-1234-7000-8000-${String(seq).padStart(12, '0')}`;
    const body = JSON.stringify({ v: 1, kind: 'note', at: seq, totals: ZERO_TOTALS, note });
    const link = { coopId: COOP, epoch: EPOCH, seq, factId, body };
    entries.push({ seq, factId, hash: entryHash(link, entries.at(-1)?.hash ?? GENESIS), body, origin: null });
  }
  return entries;
}

function checkpointAt(entries: readonly WireEntry[], seq: number, n: number) {
  const hash = entries[seq - 1]?.hash ?? '';
  return { serverGen: 'g_1', epoch: EPOCH, seq, hash, n, at: 1_771_390_800_000, signature: 'c2ln' };
}

function signNothing(): Promise<string> {
  return Promise.resolve('c2ln');
}

function sourceOf(entries: readonly WireEntry[], patch: Partial<EpochSource> = {}): LedgerSource {
  const base = { seq: 0, hash: GENESIS, totals: ZERO_TOTALS };
  const lineage = { epoch: EPOCH, open: OPEN, series: 'A', base };
  return {
    header: {
      coopId: COOP,
      deviceId: DEVICE,
      writtenBy: 'device',
      checkpoints: 'newest',
      madeAt: 1_771_390_800_000,
      reason: 'shift-closed',
    },
    serverKeys: [],
    certificate: null,
    epochs: [{ ...lineage, entries, checkpoints: [], sign: signNothing, ...patch }],
  };
}

async function write(source: LedgerSource): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of writeLedgerFile(source)) lines.push(line.trimEnd());
  return lines;
}

async function read(lines: readonly string[]): Promise<(LedgerRun | LedgerFault)[]> {
  const came: (LedgerRun | LedgerFault)[] = [];
  for await (const one of readLedgerFile(lines)) came.push(one);
  return came;
}

function runsOf(came: readonly (LedgerRun | LedgerFault)[]): LedgerRun[] {
  return came.filter((one) => one.kind === 'run');
}

function faultsOf(came: readonly (LedgerRun | LedgerFault)[]): LedgerFault[] {
  return came.filter((one) => one.kind === 'fault');
}
