import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { backupName, newestBackup, sheetName } from '../../sync-server/backup/backup-folder.ts';
import type { FaultKind } from '../../sync-server/backup/backup-report.ts';
import { describeReport } from '../../sync-server/backup/report-words.ts';
import { verifyBackup } from '../../sync-server/backup/verify-backup.ts';
import { startPinReset } from '../../sync-server/enrolment/pin-codes.ts';
import { appendOwnFacts } from '../../sync-server/ledger/own-ledger.ts';
import { enrolledDevice } from './builders/device.ts';
import { COOP_ID, fillShop, openShop, OUTLET, type Shop } from './builders/shop.ts';

/** One real backup of two co-operatives; each test damages a copy of it. */
let shop: Shop;
let sound: string;
let epoch: string;
let count = 0;

beforeAll(async () => {
  shop = await openShop();
  await fillShop(shop.premises, 'kkmp-lain');
  const device = await enrolledDevice(shop);
  device.ledger.appendSales(6);
  await device.push({ upTo: 3 });
  await device.push({ after: 3 });
  const [first] = device.ledger.entries;
  // A newer kind is held; a known id with other content collides. Both keep their place in the chain.
  device.ledger.appendBody(JSON.stringify({ ...JSON.parse(first?.body ?? '{}'), kind: 'sale.dreamt' }));
  device.ledger.appendBody(JSON.stringify({ ...JSON.parse(first?.body ?? '{}'), at: 1 }), {
    factId: first?.factId ?? '',
  });
  await device.push({ after: 6 });
  epoch = device.ledger.epoch;
  await changePeopleAndHouse();
  await moveEntries();
  await shop.premises.backups.make();
  sound = newestBackup(join(shop.folder, 'backups')) ?? '';
});

afterAll(() => shop.close());

/** Acts of the office that change a few columns of a row, and a PIN, which stands in no fact. */
async function changePeopleAndHouse(): Promise<void> {
  const { premises } = shop;
  const person = { id: 'rina', name: 'Rina Wati', role: 'cashier', isActive: true } as const;
  const outlet = {
    id: OUTLET.id,
    name: 'Gerai Baru',
    address: 'Jl. Uji 1',
    receiptHead: ['Buka 07-20'],
    receiptFoot: 'Terima kasih',
  };
  const staff = { id: 'baru', name: 'Orang Baru', role: 'manager', isActive: true } as const;
  await premises.store.write(async (tx) => {
    const pinned = await startPinReset(tx, premises, { coopId: COOP_ID, staffId: 'rina' });
    expect(pinned).not.toBeNull();
    await appendOwnFacts(tx, premises, { coopId: COOP_ID, outlet: OUTLET }, [
      { kind: 'person.changed', person, moves: [] },
      { kind: 'person.changed', person: staff, moves: [] },
      { kind: 'outlet.changed', outlet, moves: [] },
    ]);
  });
}

/** A second tablet's ledger that was moved to another lineage, one entry of it damaged on the way. */
async function moveEntries(): Promise<void> {
  const device = await enrolledDevice(shop, 'mover');
  const old = device.ledger;
  old.appendSales(4);
  const parent = { epoch: old.epoch, seq: 0, hash: old.genesis };
  device.startEpoch({ parent, reason: 'restore', missing: null });
  for (const [index, { factId, hash, body }] of old.entries.entries()) {
    const bytes = index === 1 ? body.replace('"Gula pasir curah"', '"Gula pasir merah"') : body;
    device.ledger.appendBody(bytes, { factId, origin: { epoch: old.epoch, seq: index + 1, hash } });
  }
  await device.push();
}

/** A copy with the name of a backup and no sheet, changed by a hand that knows SQL. */
function damaged(sql: string): string {
  const path = nextPath();
  copyFileSync(sound, path);
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  database.exec(sql);
  database.close();
  return path;
}

function nextPath(): string {
  count += 1;
  return join(shop.folder, backupName(count));
}

function faultsOf(path: string): readonly FaultKind[] {
  const report = verifyBackup(path, shop.premises.keys.publicKey);
  expect(report.isSound).toBe(report.faultCount === 0);
  return [...new Set(report.faults.map(({ kind }) => kind))];
}

test('a backup is one file that proves its books, and looking into it leaves nothing beside it', () => {
  const folder = join(shop.folder, 'backups');
  const before = readdirSync(folder);
  const report = verifyBackup(sound, shop.premises.keys.publicKey);
  expect(report).toMatchObject({ isSound: true, faults: [], keyMatch: 'same', hasSheet: true });
  expect(
    report.coops.map(({ coopId, entries, facts, checkpoints, stockRows }) => ({
      coopId,
      entries,
      facts,
      checkpoints,
      stockRows,
    })),
  ).toEqual([
    { coopId: 'kkmp-lain', entries: 6, facts: 6, checkpoints: 0, stockRows: 1 },
    { coopId: COOP_ID, entries: 24, facts: 23, checkpoints: 4, stockRows: 1 },
  ]);
  expect(readdirSync(folder)).toEqual(before);
  const words = describeReport(sound, report).join('\n');
  expect(words).toContain('UTUH');
  expect(words).toContain('SOUND');
  expect(words).toContain('24 entri');
});

const LAST = `(select max(seq) from slot s where s.epoch = slot.epoch)`;

test.each<[string, string, FaultKind]>([
  [
    'a character of a body',
    `update fact set body = replace(body, '24300', '24301') where kind = 'sale.recorded'`,
    'content_differs',
  ],
  [
    'a body and its hash together',
    `update fact set body = body || ' ', content = '${'0'.repeat(64)}'`,
    'content_differs',
  ],
  [
    'a character of a held body',
    `update fact set body = replace(body, 'dreamt', 'dreams')`,
    'content_differs',
  ],
  [
    'a character of a body that collided',
    `update collision set body = replace(body, '"at":1', '"at":2')`,
    'content_differs',
  ],
  [
    'a character of a body, seen from the chain',
    `update fact set body = body || ' ' where kind = 'master.imported'`,
    'broken_link',
  ],
  [
    'a hash',
    `update slot set hash = replace(hash, substr(hash, 1, 1), 'f') where seq = 2 and hash not like 'f%'`,
    'broken_link',
  ],
  [
    'the fact of a place',
    `update slot set fact_id = (select fact_id from slot s where s.epoch = slot.epoch and s.seq = 1) where seq = 2`,
    'broken_link',
  ],
  ['an entry in the middle gone', 'delete from slot where seq = 3', 'broken_link'],
  [
    'the last entry gone',
    `delete from slot where seq = ${LAST} and epoch not in (select epoch from collision)`,
    'head_differs',
  ],
  ['the head', `update device_epoch set head_hash = genesis_hash`, 'head_differs'],
  ['the beginning of a ledger', `update device_epoch set genesis_hash = head_hash`, 'genesis_differs'],
  ['the reason of a ledger', `update device_epoch set reason = 'fork'`, 'genesis_differs'],
  [
    'the running totals',
    `update device_epoch set acked_totals = replace(acked_totals, '"sales":1', '"sales":2')`,
    'totals_differ',
  ],
  ['a stock row', 'update stock set milli = milli - 1', 'stock_differs'],
  ['a stock row gone', 'delete from stock', 'stock_differs'],
  [
    'a stock row too many',
    `insert into stock values ('${COOP_ID}', 'GI-gudang', 'X', 'GI', 5)`,
    'stock_differs',
  ],
  [
    'a sale that was put out of the books',
    `update fact set status = 'quarantined' where kind = 'sale.recorded'`,
    'stock_differs',
  ],
  ['a number on paper', `update fact set number = number || '9' where number is not null`, 'column_differs'],
  ['a day', `update fact set business_date = '2026-11-24'`, 'column_differs'],
  ['a kind', `update fact set kind = 'shift.opened' where kind = 'sale.recorded'`, 'column_differs'],
  [
    'a fact that stands nowhere',
    `insert into fact select coop_id, 'f', kind, status, reason, content, body, at, outlet_id, device_id, number, business_date, received_date, received_at from fact where kind = 'device.enrolled' limit 1`,
    'fact_without_place',
  ],
  ['a fact gone', `delete from fact where kind = 'device.enrolled'`, 'broken_reference'],
  [
    'a signature',
    `update checkpoint set signature = replace(signature, substr(signature, 1, 2), 'AA')`,
    'checkpoint_forged',
  ],
  ['a checkpoint’s time', 'update checkpoint set at = at + 1', 'checkpoint_forged'],
  ['the server’s own ledger', `update coop set own_epoch = '${'ab'.repeat(16)}'`, 'own_ledger_broken'],
  [
    'a price that no fact set',
    `update master_row set row = replace(row, '18000', '1800') where entity = 'price'`,
    'row_differs',
  ],
  [
    'a role that nobody gave',
    `update master_row set row = replace(row, '"cashier"', '"manager"') where entity = 'staff' and id = 'rina'`,
    'row_differs',
  ],
  ['a person nobody took on', `update master_row set id = 'maling' where id = 'baru'`, 'row_differs'],
  ['a row gone', `delete from master_row where entity = 'product'`, 'row_missing'],
  [
    'a row outside the order of changes',
    `delete from change_index where entity = 'product'`,
    'index_differs',
  ],
  ['stock outside the order of changes', `delete from change_index where entity = 'stock'`, 'index_differs'],
  [
    'a row that is called deleted',
    `update change_index set deleted = 1 where entity = 'stock'`,
    'index_differs',
  ],
  ['a stream’s counter set back', 'update stream_head set head = head - 1', 'index_differs'],
  ['a series set back', `update outlet_series set last_series = ''`, 'series_differs'],
  [
    'a series set back below a lineage',
    `update outlet_series set last_series = 'A'; update device set series = 'A'`,
    'series_differs',
  ],
  [
    'more called durable than there is',
    'update device_epoch set durable_seq = acked_seq + 1',
    'durable_differs',
  ],
  [
    'the key of another device',
    `update device set public_key = (select public_key from device d where d.device_id <> device.device_id and d.device_id <> 'server')
     where device_id <> 'server'`,
    'device_differs',
  ],
  [
    'where an entry first stood',
    `update slot set origin_hash = replace(origin_hash, substr(origin_hash, 1, 4), '0000') where origin_seq = 3`,
    'origin_differs',
  ],
  [
    'a finding gone that told of a damaged entry',
    `delete from finding where kind = 'damaged_origin'`,
    'origin_differs',
  ],
  ['a column that is no JSON', `update device_epoch set parent = '{'`, 'damaged_pages'],
  ['tables of a newer program', `insert into schema_migration values (999, 'future', 0)`, 'newer_program'],
  ['no tables of ours', 'drop table schema_migration', 'not_gerai'],
])('finds %s', (_what, sql, fault) => {
  expect(faultsOf(damaged(sql))).toContain(fault);
});

test('finds a tail that was cut off with everything that tells of it, by the server’s own signed words', () => {
  const held = `(select hash from slot where slot.epoch = device_epoch.epoch and seq = 7)`;
  const cut = `delete from collision; delete from slot where epoch = '${epoch}' and seq > 7;
    update device_epoch set acked_seq = 7, acked_totals = null, head_hash = ${held} where epoch = '${epoch}'`;
  expect(faultsOf(damaged(cut))).toEqual(['checkpoint_differs']);
});

test('finds a flipped bit anywhere in the file by its sheet, and says so in both languages', () => {
  const bytes = readFileSync(sound);
  for (const share of [0.02, 0.3, 0.6, 0.97]) {
    const path = nextPath();
    const flipped = Buffer.from(bytes);
    const at = Math.floor(bytes.length * share);
    flipped[at] = (flipped[at] ?? 0) ^ 1;
    writeFileSync(path, flipped);
    copyFileSync(join(shop.folder, 'backups', sheetName(newestName())), sheetName(path));
    const report = verifyBackup(path, null);
    expect(report.faults[0]).toMatchObject({ kind: 'file_differs' });
    const words = describeReport(path, report).join('\n');
    expect(words).toContain('RUSAK');
    expect(words).toContain('NOT SOUND');
  }
});

function newestName(): string {
  return sound.split(/[\\/]/).at(-1) ?? '';
}

test('a file that is no database, or an empty one, is refused and not tripped over', () => {
  for (const text of ['', 'bukan cadangan', 'x'.repeat(100_000)]) {
    const path = nextPath();
    writeFileSync(path, text);
    expect(faultsOf(path)).toHaveLength(1);
  }
});

test('the keys of another server are told apart, and the signatures still checked with the keys of the books', async () => {
  const other = await openShop({ seed: 'other' });
  const report = verifyBackup(sound, other.premises.keys.publicKey);
  expect(report).toMatchObject({ isSound: true, keyMatch: 'other' });
  expect(verifyBackup(sound, null)).toMatchObject({ isSound: true, keyMatch: 'absent' });
  await other.close();
});

test('a backup holds no key of the server', () => {
  const bytes = readFileSync(sound, 'latin1');
  const pem = readFileSync(join(shop.folder, 'keys', 'signing-key.pem'), 'utf8');
  const code = readFileSync(join(shop.folder, 'keys', 'code-key.hex'), 'utf8');
  for (const secret of [...pem.split('\n').filter((line) => line.length > 20), code])
    expect(bytes).not.toContain(secret);
});
