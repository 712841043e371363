import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isTimeZone, parseBusinessDate, startOfDate } from '#domain/time.ts';
import { parseRow, type rowSchemas } from '#protocol/rows.ts';
import { importFolder, type ImportSummary } from '../../sync-server/import/import-folder.ts';
import { isSamePin } from '../../sync-server/import/pin.ts';
import { describeFault, ImportRefused, type RowFault } from '../../sync-server/import/row-report.ts';
import { query, readFact } from './builders/books.ts';
import { openShop, type Shop } from './builders/shop.ts';

const DEMO = join(import.meta.dirname, '..', '..', 'sync-server', 'demo');
const COOP = 'kkmp-graha-indah';

let shop: Shop;
let folder: string;

beforeEach(async () => {
  shop = await openShop({ mode: 'production', isEmpty: true });
  folder = mkdtempSync(join(tmpdir(), 'gerai-import-'));
  cpSync(DEMO, folder, { recursive: true });
});

afterEach(async () => {
  await shop.close();
  rmSync(folder, { recursive: true, force: true });
});

function run(from: string | null = null): Promise<ImportSummary> {
  return importFolder(shop.premises, { folder, from: from === null ? null : parseBusinessDate(from) });
}

/** What is wrong, as `file:line column kind`. */
async function faultsOf(): Promise<readonly string[]> {
  const refused = await run().catch((error: unknown) => error);
  if (!(refused instanceof ImportRefused)) throw new Error('nothing was refused', { cause: refused });
  return refused.faults.map(({ file, line, column, kind }) => `${file}:${line} ${column ?? '-'} ${kind}`);
}

function edit(file: string, change: (text: string) => string): void {
  const path = join(folder, file);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

function addLine(file: string, line: string): void {
  edit(file, (text) => `${text.trimEnd()}\n${line}\n`);
}

async function countRows(table: string): Promise<number> {
  return (await query(shop, `select 1 from ${table}`)).length;
}

async function rowOf(entity: keyof typeof rowSchemas, id: string): Promise<unknown> {
  const rows = await shop.premises.store.read((tx) => tx.readMasterRows(COOP, [entity]));
  return JSON.parse(rows.find((row) => row.id === id)?.row ?? 'null');
}

describe('the demonstration’s files', () => {
  test('come in whole, through facts of the server’s own ledger', async () => {
    const summary = await run('2025-01-01');
    expect(summary.written).toEqual({
      coop: 1,
      outlet: 1,
      member: 20,
      product: 38,
      price: 60,
      rule: 17,
      staff: 3,
    });
    expect(summary).toMatchObject({ coopId: COOP, outletId: 'GI', openedStock: 72, skippedStock: 0 });
    const bodies = (await query(shop, 'select body from fact')) as { body: string }[];
    const facts = bodies.map(({ body }) => readFact(body));
    expect(new Set(facts.map((fact) => fact.kind))).toEqual(new Set(['master.imported', 'stock.opened']));
    for (const { body } of bodies) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(48 * 1024);
  });

  test('make rows that every reader of the wire understands', async () => {
    await run('2025-01-01');
    const entities = ['coop', 'outlet', 'product', 'price', 'rule', 'member', 'staff'] as const;
    const rows = await shop.premises.store.read((tx) => tx.readMasterRows(COOP, entities));
    for (const { entity, id, row } of rows) {
      const known = entities.find((one) => one === entity) ?? 'coop';
      expect([entity, id, parseRow(known, JSON.parse(row)) === null]).toEqual([entity, id, false]);
    }
  });

  test('become dated prices, rules in thousandths and loose columns', async () => {
    await run('2025-01-01');
    const day = parseBusinessDate('2025-01-01');
    const zone = 'Asia/Makassar';
    if (day === null || !isTimeZone(zone)) throw new Error('a day and a zone');
    expect(await rowOf('price', 'BG55-ISI:member:2025-01-01')).toMatchObject({
      productId: 'BG55-ISI',
      tier: 'member',
      priceRupiah: 104_500,
      effectiveFrom: startOfDate(day, zone),
    });
    expect(await rowOf('rule', 'R7')).toMatchObject({
      appliesTo: ['MINYAKITA'],
      kind: 'quantity_limit',
      limit: 2000,
      unit: 'litre',
      period: 'day',
      needsConfirmation: true,
      note: 'no bundling',
    });
    expect(await rowOf('rule', 'R12')).toMatchObject({
      limit: null,
      classes: expect.arrayContaining(['usaha mikro']),
    });
    expect(await rowOf('product', 'BG55-ISI')).toMatchObject({
      cylinder: { size: 'BG-5.5KG', role: 'refill' },
    });
    expect(await rowOf('product', 'GLA-CRH')).not.toHaveProperty('costRupiah');
    expect(await shop.premises.store.read((tx) => tx.readStock(COOP))).toContainEqual({
      place: 'GI-gudang',
      stockItemId: 'BG-5.5KG:full',
      milli: 36_000,
    });
  });

  test('keep of a PIN only what PBKDF2 makes of it', async () => {
    await run();
    const rina = parseRow('staff', await rowOf('staff', 'rina'));
    expect(rina?.pin?.rounds).toBe(600_000);
    expect(rina?.pin !== null && rina !== null && (await isSamePin('264810', rina.pin))).toBe(true);
    const tables = ['fact', 'master_row', 'finding'].map((table) => query(shop, `select * from ${table}`));
    expect(JSON.stringify(await Promise.all(tables))).not.toContain('264810');
  });

  test('change nothing when they come again, and book no stock twice', async () => {
    await run('2025-01-01');
    const before = [await countRows('fact'), await countRows('change_index')];
    const again = await run('2026-11-01');
    expect(again).toMatchObject({ written: {}, openedStock: 0, skippedStock: 72 });
    expect([await countRows('fact'), await countRows('change_index')]).toEqual(before);
  });
});

describe('a later import', () => {
  test('writes what changed and leaves columns of other programs in place', async () => {
    await run('2025-01-01');
    edit('catalogue.csv', (text) =>
      text.replace('Gula pasir curah', 'Gula pasir putih').replace(',16800,18000,', ',16800,18500,'),
    );
    const { written } = await run('2026-12-01');
    expect(written).toEqual({ product: 1, price: 1 });
    expect(await rowOf('price', 'GLA-CRH:retail:2025-01-01')).toMatchObject({ priceRupiah: 18_000 });
    expect(await rowOf('price', 'GLA-CRH:retail:2026-12-01')).toMatchObject({ priceRupiah: 18_500 });
  });

  test('leaves a low-stock mark alone that it says nothing of, and sets one that it names', async () => {
    await run('2025-01-01');
    expect(await rowOf('product', 'AYM-BKU')).toMatchObject({ lowStockMilli: 7_500 });
    edit('catalogue.csv', (text) =>
      text.replace(/^(GLA-CRH,.*),10$/m, '$1,').replace(/^(MYK-KITA-1,.*),12$/m, '$1,0'),
    );
    expect((await run()).written).toEqual({ product: 1 });
    expect(await rowOf('product', 'GLA-CRH')).toMatchObject({ lowStockMilli: 10_000 });
    expect(await rowOf('product', 'MYK-KITA-1')).toMatchObject({ lowStockMilli: 0 });
    edit('catalogue.csv', (text) => text.replace(/^(MYK-KITA-1,.*),0$/m, '$1,-3'));
    expect(await faultsOf()).toEqual(['catalogue.csv:6 low_stock not_quantity']);
  });

  test('never changes a price that was given', async () => {
    await run('2025-01-01');
    edit('catalogue.csv', (text) => text.replace(',16800,18000,', ',16800,18500,'));
    const refused = await run('2025-01-01').catch((error: unknown) => error);
    expect((refused as ImportRefused).faults).toMatchObject([
      { line: 12, column: 'price_rupiah', kind: 'price_fixed' },
    ]);
  });

  test('opens the stock of goods that were sold before anybody counted them', async () => {
    const stock = readFileSync(join(folder, 'opening-stock.csv'), 'utf8');
    rmSync(join(folder, 'opening-stock.csv'));
    await run();
    const sold = { place: 'GI-gerai', stockItemId: 'BRS-SPHP-5', milli: -2000 };
    await shop.premises.store.write((tx) => tx.addStock(COOP, 'GI', [sold]));
    writeFileSync(join(folder, 'opening-stock.csv'), stock);
    for (const openedStock of [72, 0]) {
      expect(await run()).toMatchObject({ openedStock, skippedStock: 72 - openedStock });
      const rows = await shop.premises.store.read((tx) => tx.readStock(COOP));
      expect(rows).toContainEqual({ ...sold, milli: 10_000 });
    }
  });

  test('is refused where a till could not read what would come of it', async () => {
    await run();
    const stored = (await rowOf('product', 'GLA-GLK-1')) as Record<string, unknown>;
    const foreign = { ...stored, lowStockMilli: 'sedikit' };
    await shop.premises.store.write((tx) =>
      tx.putMasterRows(
        COOP,
        [{ entity: 'product', id: 'GLA-GLK-1', row: JSON.stringify(foreign) }],
        'server',
      ),
    );
    expect(await run()).toMatchObject({ written: {} });
    edit('catalogue.csv', (text) => text.replace('Gulaku kuning', 'Gulaku putih'));
    const refused = (await run().catch((error: unknown) => error)) as ImportRefused;
    expect(refused.faults).toEqual([
      { file: 'catalogue.csv', line: 0, column: null, kind: 'row_unreadable', hint: 'GLA-GLK-1' },
    ]);
    expect(await rowOf('product', 'GLA-GLK-1')).toEqual(foreign);
  });

  test('of another co-operative is refused', async () => {
    await run();
    edit('cooperative.csv', (text) => text.replace('kkmp-graha-indah', 'kkmp-manggar'));
    expect(await faultsOf()).toContain('cooperative.csv:2 coop_id other_coop');
  });

  test('needs no file but those that bring something', async () => {
    await run();
    for (const file of [
      'cooperative.csv',
      'catalogue.csv',
      'members.csv',
      'people.csv',
      'opening-stock.csv',
    ]) {
      rmSync(join(folder, file));
    }
    expect(await run()).toMatchObject({ written: {}, openedStock: 0 });
  });
});

describe('a file with a mistake', () => {
  test.each([
    [
      'a SKU that stands twice',
      'catalogue.csv',
      'GLA-CRH,Gula lain,gula,kg,yes,,,,,,,1,2,,,exempt,,,,',
      '40 sku duplicate',
    ],
    [
      'a barcode that stands twice',
      'catalogue.csv',
      'X-1,X,mi,pcs,no,,,,,0089686010947,,1,2,,,exempt,,,,',
      '40 barcode duplicate',
    ],
    [
      'a broken barcode',
      'catalogue.csv',
      'X-1,X,mi,pcs,no,,,,,8993496001077,,1,2,,,exempt,,,,',
      '40 barcode barcode_broken',
    ],
    [
      'a price with a fraction',
      'catalogue.csv',
      'X-1,X,mi,pcs,no,,,,,,,1,65.500,,,exempt,,,,',
      '40 price_rupiah not_rupiah',
    ],
    [
      'a negative price',
      'catalogue.csv',
      'X-1,X,mi,pcs,no,,,,,,,1,-5,,,exempt,,,,',
      '40 price_rupiah not_rupiah',
    ],
    [
      'a price in scientific notation',
      'catalogue.csv',
      'X-1,X,mi,pcs,no,,,,,,,1,1e5,,,exempt,,,,',
      '40 price_rupiah not_rupiah',
    ],
    [
      'a name that is too long',
      'catalogue.csv',
      `X-1,${'x'.repeat(10_000)},mi,pcs,no,,,,,,,1,2,,,exempt,,,,`,
      '40 name too_long',
    ],
    ['no name', 'catalogue.csv', 'X-1, ,mi,pcs,no,,,,,,,1,2,,,exempt,,,,', '40 name empty'],
    [
      'a programme nobody knows',
      'catalogue.csv',
      'X-1,X,mi,pcs,no,,,,,,,1,2,,,exempt,SPHB,,,',
      '40 programme unknown_programme',
    ],
    [
      'half a carton',
      'catalogue.csv',
      'X-1,X,mi,pcs,no,,,dus,,,,1,2,,,exempt,,,,',
      '40 carton_size belongs_together',
    ],
    [
      'a consignor who is no member',
      'catalogue.csv',
      'X-1,X,mi,pcs,no,,,,,,,1,2,,,exempt,,,,Z-9',
      '40 consignor unknown_member',
    ],
    ['too few cells', 'catalogue.csv', 'X-1,X', '40 - cells_differ'],
    ['a pipe in an id', 'members.csv', 'A|1,Nama,2025-01-01,1,1,1', '22 number not_id'],
    ['a day that is none', 'members.csv', 'A-99,Nama,2025-02-30,1,1,1', '22 joined not_date'],
    [
      'a rule for goods nobody sells',
      'sale-rules.csv',
      'R99,SPHB,price_ceiling,1,rupiah,pak,,2025-01-01,,block,no,',
      '19 applies_to unknown_item',
    ],
    [
      'a rule of an unknown kind',
      'sale-rules.csv',
      'R99,SPHP,price_floor,1,rupiah,pak,,2025-01-01,,block,no,',
      '19 rule not_word',
    ],
    [
      'a class of buyers without a name',
      'sale-rules.csv',
      'R99,SPHP,buyer_class,rumah tangga|,kelas,buyer,,2025-01-01,,block,no,',
      '19 limit empty',
    ],
    [
      'a class of buyers with a name that is too long',
      'sale-rules.csv',
      `R99,SPHP,buyer_class,rumah tangga|${'x'.repeat(121)},kelas,buyer,,2025-01-01,,block,no,`,
      '19 limit too_long',
    ],
    ['a PIN that is a year of birth', 'people.csv', 'budi,Budi,kasir,yes,199012', '5 pin pin_guessable'],
    ['a PIN of four digits', 'people.csv', 'budi,Budi,kasir,yes,4821', '5 pin pin_form'],
    ['a role nobody has', 'people.csv', 'budi,Budi,bos,yes,', '5 role not_word'],
    ['stock of unknown goods', 'opening-stock.csv', 'XXX,gerai,1,pak', '74 stock_item unknown_item'],
    ['stock in another unit', 'opening-stock.csv', 'LPG-3KG:full,gerai,1,pak', '74 unit unit_differs'],
    [
      'stock in an unknown place',
      'opening-stock.csv',
      'LPG-3KG:full,rumah,1,tabung',
      '74 place unknown_place',
    ],
    ['negative stock', 'opening-stock.csv', 'LPG-3KG:full,gerai,-1,tabung', '74 quantity not_quantity'],
    ['an unclosed quotation mark', 'members.csv', '"A-99,Nama', '22 - not_csv'],
  ])('(%s) is reported with its line, and nothing is imported', async (_what, file, line, fault) => {
    addLine(file, line);
    expect(await faultsOf()).toContain(`${file}:${fault}`);
    const tables = ['coop', 'fact', 'master_row', 'stock'];
    expect(await Promise.all(tables.map(countRows))).toEqual([0, 0, 0, 0]);
  });

  test('is read to its end: every mistake is reported at once, in both languages', async () => {
    addLine('catalogue.csv', 'GLA-CRH,Gula lain,gula,kg,maybe,,,,,123,,1,x,,,exempt,,,,,');
    addLine('people.csv', 'rina,Rina,kasir,yes,121212');
    const refused = (await run().catch((error: unknown) => error)) as ImportRefused;
    const kinds = refused.faults.map(({ kind }) => kind).toSorted();
    expect(kinds).toEqual([
      'barcode_broken',
      'duplicate',
      'duplicate',
      'not_rupiah',
      'not_yes_no',
      'pin_guessable',
    ]);
    const words = refused.faults.map(describeFault);
    expect(words.join('\n')).toContain(
      'catalogue.csv, baris/line 40, sku: sudah dipakai (is used already) [baris/line 12]',
    );
    expect(words.join('\n')).not.toContain('121212');
  });

  test('in its header is reported too', async () => {
    edit('catalogue.csv', (text) => text.replace('barcode,', 'barkode,').replace('price_rupiah', 'harga'));
    const faults = await faultsOf();
    expect(faults).toEqual(
      expect.arrayContaining([
        'catalogue.csv:1 price_rupiah column_missing',
        'catalogue.csv:1 barkode column_unknown',
        'catalogue.csv:1 harga column_unknown',
      ]),
    );
  });

  test('in its encoding is not guessed at', async () => {
    writeFileSync(join(folder, 'members.csv'), Buffer.from([0x61, 0xe9, 0x0a]));
    expect(await faultsOf()).toContain('members.csv:0 - not_utf8');
  });

  test('is a missing co-operative on a first import', async () => {
    rmSync(join(folder, 'cooperative.csv'));
    expect(await faultsOf()).toEqual(['cooperative.csv:0 - file_missing']);
  });
});

describe('a file from a spreadsheet', () => {
  test('may begin with a byte-order mark, end lines its way and part cells by semicolons', async () => {
    edit('members.csv', (text) => `\uFEFF${text.replaceAll(',', ';').replaceAll('\n', '\r\n')}`);
    expect((await run()).written).toMatchObject({ member: 20 });
  });

  test('may hold formulas: they are text like any other', async () => {
    addLine('members.csv', 'A-99,"=HYPERLINK(""http://x"",""y"")",2025-01-01,1,1,1');
    await run();
    expect(await rowOf('member', 'A-99')).toMatchObject({ name: '=HYPERLINK("http://x","y")' });
  });

  test('is kept in one form of Unicode, without spaces around', async () => {
    addLine('members.csv', 'A-99,  Rene\u0301  ,2025-01-01,1,1,1');
    await run();
    expect(await rowOf('member', 'A-99')).toMatchObject({ name: 'Ren\u00e9' });
  });

  test('counts lines as a person does when a cell holds a line break', async () => {
    addLine('members.csv', 'A-98,"Nama\nbaris dua",2025-01-01,1,1,1');
    addLine('members.csv', 'A-99,Nama,x,1,1,1');
    expect(await faultsOf()).toEqual(['members.csv:24 joined not_date']);
  });
});

test('every kind of fault has words in both languages', () => {
  const fault: RowFault = { file: 'f.csv', line: 2, column: 'c', kind: 'empty', hint: null };
  expect(describeFault(fault)).toBe('f.csv, baris/line 2, c: wajib diisi (must not be empty)');
});
