import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ImportReply, ImportRequest } from '#protocol/import.ts';
import { readLedgerFile, type LedgerRun } from '#protocol/read-ledger-file.ts';
import { verifyLedger } from '../../sync-server/commands/verify-ledger.ts';
import { findingKinds, query, stockOf, storedFacts } from './builders/books.ts';
import { enrolledDevice, type TestDevice, type TestReply } from './builders/device.ts';
import { deviceFile, FileShelf, serverFile } from './builders/ledger-file.ts';
import { COOP_ID, openShop, OUTLET, type Shop } from './builders/shop.ts';

let shop: Shop;
/** The tablet whose ledger it is, and another one that brings it. */
let lost: TestDevice;
let bringer: TestDevice;

beforeEach(async () => {
  shop = await openShop();
  lost = await enrolledDevice(shop, 'lost');
  bringer = await enrolledDevice(shop, 'bringer');
});

afterEach(() => shop.close());

async function runsOf(lines: readonly string[]): Promise<LedgerRun[]> {
  const runs: LedgerRun[] = [];
  for await (const one of readLedgerFile(lines)) if (one.kind === 'run') runs.push(one);
  return runs;
}

function requestOf(run: LedgerRun, patch: Partial<ImportRequest> = {}): ImportRequest {
  const { certificate, epoch, base, entries, proofs, damaged } = run;
  if (certificate === null) throw new Error('The file names no device');
  const { epoch: name, open, series } = epoch;
  const lists = { entries: [...entries], proofs: [...proofs], damaged: [...damaged] };
  return { proto: 1, certificate, epoch: name, epochOpen: open, series, base, ...lists, ...patch };
}

async function bring(run: LedgerRun, patch: Partial<ImportRequest> = {}, by = bringer): Promise<TestReply> {
  return by.post('/api/sync/v1/import', requestOf(run, patch));
}

async function bringAll(lines: readonly string[]): Promise<ImportReply[]> {
  const replies: ImportReply[] = [];
  for (const run of await runsOf(lines)) {
    const { status, body } = await bring(run);
    expect(status).toBe(200);
    replies.push(body as ImportReply);
  }
  return replies;
}

async function salesIn(): Promise<number> {
  const [row] = (await query(shop, "select count(*) as n from fact where kind = 'sale.recorded'")) as {
    n: number;
  }[];
  return Number(row?.n);
}

const NONE = { kept: null, accepted: 0, duplicate: 0, held: 0, quarantined: 0 };

test('a ledger that its tablet never sent is booked once, byte for byte, whoever brings it and however often', async () => {
  lost.ledger.appendSales(550);
  const lines = await deviceFile(shop, lost);
  const total = (replies: readonly ImportReply[], of: 'accepted' | 'duplicate'): number =>
    replies.reduce((sum, reply) => sum + (reply.kept === null ? reply[of] : 0), 0);
  const [once, twice] = [await bringAll(lines), await bringAll(lines)];
  expect([once.length, total(once, 'accepted'), total(once, 'duplicate')]).toEqual([2, 550, 0]);
  expect([twice.length, total(twice, 'accepted'), total(twice, 'duplicate')]).toEqual([2, 0, 550]);
  const kept = await storedFacts(
    shop,
    lost.ledger.entries.slice(0, 5).map(({ factId }) => factId),
  );
  expect(kept.map(({ body }) => body).toSorted()).toEqual(
    lost.ledger.entries
      .slice(0, 5)
      .map(({ body }) => body)
      .toSorted(),
  );
  expect(await salesIn()).toBe(550);
  expect(await stockOf(shop, 'GLA-CRH')).toBe(24_000 - 550 * 1350);
  for (const kind of ['totals_mismatch', 'number_repeated', 'ledger_dumped'])
    expect(await findingKinds(shop)).not.toContain(kind);
});

test('the tablet turns up after all: what it sends is there already, and it goes on selling', async () => {
  lost.ledger.appendSales(5);
  await bringAll(await deviceFile(shop, lost));
  lost.ledger.appendSales(2);
  const { body } = await lost.push();
  expect([body.outcome, body.serverAcked, body.status.map(([, status]) => status)]).toEqual([
    'ok',
    7,
    [...Array<string>(5).fill('duplicate'), 'accepted', 'accepted'],
  ]);
  expect(await stockOf(shop, 'GLA-CRH')).toBe(24_000 - 7 * 1350);
});

test('an older file of a tablet that has sent more since changes nothing', async () => {
  lost.ledger.appendSales(3);
  const lines = await deviceFile(shop, lost);
  lost.ledger.appendSales(3);
  await lost.push();
  expect(await bringAll(lines)).toEqual([{ ...NONE, duplicate: 3 }]);
});

test('a file says nothing of how the tablet is: what the office sees of it stays', async () => {
  lost.ledger.appendSales(2);
  await lost.push();
  const before = await query(shop, 'select seen_at, client from device order by device_id');
  lost.ledger.appendSales(2);
  await bringAll(await deviceFile(shop, lost));
  expect(await query(shop, 'select seen_at, client from device order by device_id')).toEqual(before);
});

test('a file of several lineages goes in whole', async () => {
  const first = lost.ledger;
  first.appendSales(4);
  const parent = { epoch: first.epoch, seq: 4, hash: first.hashAt(4) };
  const second = lost.startEpoch({ parent, reason: 'fork', missing: null }, first.totalsAt(4));
  second.appendSale({ number: 'GI-A-000005' });
  expect(await bringAll(await deviceFile(shop, lost, { ledgers: [first, second] }))).toEqual([
    { ...NONE, accepted: 4 },
    { ...NONE, accepted: 1 },
  ]);
  expect(await findingKinds(shop)).toEqual(['ledger_forked']);
});

test('a file that the server wrote is sound, and comes back into a server that lost it', async () => {
  lost.ledger.appendSales(3);
  await lost.push();
  const lines = await serverFile(shop, lost.deviceId);
  const shelf = new FileShelf();
  expect(await verifyLedger(shelf.put(lines))).toMatchObject({ isSound: true, defects: [], entries: 3 });
  shelf.clear();
  const { epoch } = lost.ledger;
  for (const gone of [
    'sale',
    'sale_sum',
    'checkpoint',
    `slot where epoch = '${epoch}'`,
    "fact where kind = 'sale.recorded'",
    `device_epoch where epoch = '${epoch}'`,
  ])
    await query(shop, `delete from ${gone}`);
  expect(await bringAll(lines)).toEqual([{ ...NONE, accepted: 3 }]);
  expect(await salesIn()).toBe(3);
});

describe('a tablet that the server knows no more', () => {
  test('comes back by the certificate that the server once signed', async () => {
    lost.ledger.appendSales(2);
    const lines = await deviceFile(shop, lost);
    await query(shop, `delete from device where device_id = '${lost.deviceId}'`);
    expect(await bringAll(lines)).toEqual([{ ...NONE, accepted: 2 }]);
    expect(await findingKinds(shop)).toEqual(['device_recreated']);
  });

  test('is refused with a certificate of another server, and nothing is changed', async () => {
    const elsewhere = await openShop({ seed: 'elsewhere' });
    const stranger = await enrolledDevice(elsewhere, 'stranger');
    stranger.ledger.appendSales(2);
    const [run] = await runsOf(await deviceFile(elsewhere, stranger));
    await elsewhere.close();
    if (run === undefined) throw new Error('There is a run');
    expect(await bring(run)).toMatchObject({
      status: 404,
      body: { problem: 'not_found', detail: 'certificate' },
    });
    expect(await salesIn()).toBe(0);
  });
});

test('entries of a revoked tablet go into quarantine, as they do by a push', async () => {
  lost.ledger.appendSales(2);
  shop.premises.revocations.set(COOP_ID, lost.deviceId, true);
  expect(await bringAll(await deviceFile(shop, lost))).toEqual([{ ...NONE, quarantined: 2 }]);
  expect(await stockOf(shop, 'GLA-CRH')).toBe(24_000);
});

test('a revoked tablet brings nobody’s file', async () => {
  lost.ledger.appendSales(1);
  const [run] = await runsOf(await deviceFile(shop, lost));
  shop.premises.revocations.set(COOP_ID, bringer.deviceId, true);
  await bringer.openSession();
  if (run === undefined) throw new Error('There is a run');
  expect(await bring(run)).toMatchObject({ status: 403, body: { problem: 'revoked' } });
});

test('nobody writes into the server’s own ledger by a file', async () => {
  const lines = await serverFile(shop, 'server');
  const [run] = await runsOf(lines);
  const { keys } = shop.premises;
  const certificate = {
    coopId: COOP_ID,
    outletId: OUTLET.id,
    deviceId: 'server',
    publicKey: keys.publicKey,
    at: 1,
    signature: 'c2ln',
  };
  if (run === undefined) throw new Error('There is a run');
  expect(await bring({ ...run, certificate })).toMatchObject({ status: 404 });
});

describe('what proves nothing, or fits nowhere, is kept unbooked and a person is asked to look:', () => {
  beforeEach(() => {
    lost.ledger.appendSales(4);
  });

  async function keptOf(patch: (run: LedgerRun) => Partial<ImportRequest>): Promise<unknown> {
    const [run] = await runsOf(await deviceFile(shop, lost));
    if (run === undefined) throw new Error('There is a run');
    const changed = patch(run);
    for (let times = 0; times < 2; times += 1) {
      const { status, body } = await bring(run, changed);
      expect(status).toBe(200);
      expect(body).toEqual({ ...NONE, kept: (body as ImportReply).kept });
    }
    const dumps = (await query(shop, 'select reason, lines from dump_part')) as {
      reason: string;
      lines: string;
    }[];
    expect(dumps.length).toBe(1);
    const entries = changed.entries ?? run.entries;
    expect(dumps[0]?.lines).toBe(
      [...entries.map((entry) => JSON.stringify(entry)), ...(changed.damaged ?? [])].join('\n'),
    );
    expect(await salesIn()).toBe(0);
    expect(await findingKinds(shop)).toContain('ledger_dumped');
    return dumps[0]?.reason;
  }

  test('no signature', async () => {
    expect(await keptOf(() => ({ proofs: [] }))).toBe('file-unproved');
  });

  test('a signature of another device', async () => {
    bringer.ledger.appendSales(4);
    const [foreign] = await runsOf(await deviceFile(shop, bringer));
    expect(await keptOf(() => ({ proofs: [...(foreign?.proofs ?? [])] }))).toBe('file-unproved');
  });

  test('a signature over other totals', async () => {
    const raise = ({ proofs }: LedgerRun) =>
      proofs.map((proof) =>
        proof.line === 'head' ? { ...proof, totals: { ...proof.totals, gross: 1 } } : proof,
      );
    expect(await keptOf((run) => ({ proofs: raise(run) }))).toBe('file-unproved');
  });

  test('a changed body', async () => {
    const changed = ({ entries }: LedgerRun) =>
      entries.with(1, { ...entries[1], body: '{}' } as LedgerRun['entries'][number]);
    expect(await keptOf((run) => ({ entries: [...changed(run)] }))).toBe('file-broken_chain');
  });

  test('lines that could not be read', async () => {
    expect(await keptOf(() => ({ entries: [], proofs: [], damaged: ['{"line":"entry","seq":'] }))).toBe(
      'file-damaged',
    );
  });

  test('entries whose beginning the server lacks', async () => {
    const base = { seq: 2, hash: lost.ledger.hashAt(2) };
    expect(await keptOf(({ entries }) => ({ base, entries: entries.slice(2) }))).toBe('file-gap');
  });

  test('entries in whose place the server holds others', async () => {
    const [run] = await runsOf(await deviceFile(shop, lost));
    const clone = lost.ledger.entries.splice(2);
    lost.ledger.appendSale({ milli: 2000 });
    await lost.push();
    expect(clone.length).toBe(2);
    if (run === undefined) throw new Error('There is a run');
    expect(await bring(run)).toMatchObject({ status: 200, body: { ...NONE, kept: 'fork' } });
    expect(await salesIn()).toBe(3);
  });

  test('damaged lines beside entries that are sound: the entries are booked', async () => {
    const [run] = await runsOf(await deviceFile(shop, lost));
    if (run === undefined) throw new Error('There is a run');
    expect(await bring(run, { damaged: ['rubbish'] })).toMatchObject({
      body: { ...NONE, kept: 'damaged', accepted: 4 },
    });
    expect(await salesIn()).toBe(4);
  });
});

test('a lineage of another co-operative does not exist for who brings it', async () => {
  lost.ledger.appendSales(1);
  const [run] = await runsOf(await deviceFile(shop, lost));
  if (run === undefined || run.certificate === null) throw new Error('There is a run');
  expect(await bring({ ...run, certificate: { ...run.certificate, coopId: 'kkmp-lain' } })).toMatchObject({
    status: 404,
  });
});
