import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ImportReport } from '#protocol/office/acts.ts';
import type { OfficeHouse, OfficePeople } from '#protocol/office/reads.ts';
import { fillCity } from '../../sync-server/commands/demo-city.ts';
import { DEMO_ACCOUNT, makeDemoAccounts } from '../../sync-server/commands/demo-office.ts';
import { query, readFact } from './builders/books.ts';
import { enrolledDevice } from './builders/device.ts';
import { OfficeBrowser, officeOf, PASSWORD } from './builders/office.ts';
import { date, fillShop, openShop, type Shop } from './builders/shop.ts';

// Passwords and whole imports take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const DEMO = join(import.meta.dirname, '..', '..', 'sync-server', 'demo');

let shop: Shop;

beforeEach(async () => {
  shop = await openShop({ mode: 'production', isEmpty: true });
});

afterEach(() => shop.close());

async function request(patch: object = {}) {
  return {
    token: (await shop.premises.setup.make()) ?? '',
    coop: { id: 'kkmp-manggar', name: 'KKMP Manggar' },
    outlet: {
      code: 'MG',
      name: 'Gerai Manggar',
      address: 'Kel. Manggar, Balikpapan',
      zone: 'Asia/Makassar',
      places: [
        { name: 'Gerai', kind: 'gerai' },
        { name: 'Gudang', kind: 'gudang' },
        { name: 'Gudang beras', kind: 'gudang' },
      ],
    },
    admin: { name: 'Sari Dewi', account: 'sari', password: PASSWORD },
    ...patch,
  };
}

describe('the first run', () => {
  test('founds a co-operative with its outlet, its places and an admin who is signed in', async () => {
    const browser = new OfficeBrowser(shop.app);
    const asked = await request();
    const { status, body } = await browser.found<object>(asked);
    expect([status, body]).toMatchObject([
      200,
      {
        coopId: 'kkmp-manggar',
        staffId: 'sari-dewi',
        account: 'sari',
        role: 'admin',
        outlets: [{ id: 'MG', places: [{ id: 'MG-gerai' }, { id: 'MG-gudang' }, { id: 'MG-gudang-2' }] }],
      },
    ]);
    expect((await browser.get('me')).status).toBe(200);
    const facts = (await query(shop, 'select body from fact')) as { body: string }[];
    expect(facts.map((fact) => readFact(fact.body).actor)).toEqual(
      Array.from({ length: 3 }, () => ({ staffId: 'sari-dewi', role: 'admin' })),
    );
    expect((await new OfficeBrowser(shop.app).found(asked)).body).toEqual({ problem: 'not_found' });
    expect(await shop.premises.setup.make()).toBeNull();
    expect((await new OfficeBrowser(shop.app).signIn('sari')).status).toBe(200);
  });

  test('is done once, however often the button is pressed', async () => {
    const asked = await request();
    const replies = await Promise.all([1, 2, 3].map(() => new OfficeBrowser(shop.app).found(asked)));
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
    expect(await query(shop, 'select * from office_account')).toHaveLength(1);
  });

  test('needs the printed link, for a day, and leaves nothing behind when it is refused', async () => {
    const browser = new OfficeBrowser(shop.app);
    expect((await browser.found(await request({ token: 'guess' }))).body).toEqual({ problem: 'not_found' });
    const asked = await request();
    const weak = { ...asked, admin: { ...asked.admin, password: 'koperasi manggar' } };
    expect((await browser.found(weak)).body).toEqual({ problem: 'password_common' });
    const homeless = { ...asked, outlet: { ...asked.outlet, places: [{ name: 'Gudang', kind: 'gudang' }] } };
    expect((await browser.found(homeless)).body).toEqual({ problem: 'malformed', detail: '/outlet/places' });
    shop.clock.pass(24 * 60 * 60_000);
    expect((await browser.found(asked)).body).toEqual({ problem: 'not_found' });
    expect(await query(shop, 'select * from coop')).toEqual([]);
    expect(browser.cookie).toBeNull();
  });

  test('gives an admin to books that were filled from the command line, and changes nothing else', async () => {
    await fillShop(shop.premises);
    const before = await query(shop, "select * from master_row where entity <> 'staff' order by entity, id");
    const asked = await request();
    const browser = new OfficeBrowser(shop.app);
    expect((await browser.found(asked)).body).toEqual({ problem: 'taken', detail: 'kkmp-uji' });
    const own = { ...asked, coop: { id: 'kkmp-uji', name: 'Nama lain' } };
    expect((await browser.found(own)).body).toMatchObject({ coopName: 'KKMP Uji', outlets: [{ id: 'GI' }] });
    expect(await query(shop, "select * from master_row where entity <> 'staff' order by entity, id")).toEqual(
      before,
    );
  });

  test('makes no account by itself: production has none, and can’t have the demonstration’s', async () => {
    await fillShop(shop.premises);
    await expect(makeDemoAccounts(shop.premises)).rejects.toThrow(/Only a demonstration/);
    expect(await query(shop, 'select * from office_account')).toEqual([]);
  });
});

describe('an import in the office', () => {
  const files = (
    names: readonly string[] = ['catalogue', 'opening-stock', 'members', 'sale-rules', 'people'],
  ) => names.map((name) => ({ name: `${name}.csv`, text: readFileSync(join(DEMO, `${name}.csv`), 'utf8') }));

  async function founded(): Promise<OfficeBrowser> {
    const browser = new OfficeBrowser(shop.app);
    await browser.found(await request());
    return browser;
  }

  test('is looked at first, then written as it was looked at, once', async () => {
    const browser = await founded();
    const asked = { files: files(), from: '2025-01-01' };
    const facts = await query(shop, 'select fact_id from fact order by fact_id');
    const report = (await browser.act<ImportReport>('plan-import', asked)).body;
    expect(report).toMatchObject({
      faults: [],
      faultCount: 0,
      entities: [
        { entity: 'member', added: 20, changed: 0, unchanged: 0 },
        { entity: 'product', added: 38 },
        { entity: 'price', added: 60 },
        { entity: 'rule', added: 17 },
        { entity: 'staff', added: 3 },
        { entity: 'stock', added: 72 },
      ],
    });
    expect(await query(shop, 'select fact_id from fact order by fact_id')).toEqual(facts);
    const run = { ...asked, plan: report.plan };
    const replies = await Promise.all([browser.act('run-import', run), browser.act('run-import', run)]);
    expect(replies.map(({ status }) => status)).toEqual([200, 200]);
    const { counts } = (await browser.get<OfficeHouse>('house')).body;
    expect(counts).toMatchObject({ people: 4, products: 38, members: 20, rules: 17, openingStock: 72 });
    const written = (await query(shop, "select body from fact where kind = 'stock.opened'")) as {
      body: string;
    }[];
    expect(written.length).toBe(1);
    expect(readFact(written[0]?.body ?? '').actor.staffId).toBe('sari-dewi');
    const again = (await browser.act<ImportReport>('plan-import', asked)).body;
    expect(again.entities.every(({ added, changed }) => added + changed === 0)).toBe(true);
  });

  test('that is not what was looked at any more is refused, and sales meanwhile don’t matter', async () => {
    shop = await reopenAsDemo(shop);
    const browser = await officeOf(shop, 'admin');
    const asked = { files: files(['members']), from: null };
    const { plan } = (await browser.act<ImportReport>('plan-import', asked)).body;
    const other = { ...asked, files: [{ name: 'members.csv', text: `${asked.files[0]?.text ?? ''}\n` }] };
    const device = await enrolledDevice(shop);
    device.ledger.appendSale();
    await device.push();
    expect((await browser.act('run-import', { ...other, plan: 'x'.repeat(64) })).body).toEqual({
      problem: 'stale',
    });
    const more = `${asked.files[0]?.text ?? ''}A-99,Baru,2025-01-01,1,1,1\n`;
    const changed = { from: null, files: [{ name: 'members.csv', text: more }], plan };
    expect((await browser.act('run-import', changed)).body).toEqual({ problem: 'stale' });
    expect((await browser.act('run-import', { ...asked, plan })).status).toBe(200);
  });

  test('with faults says where each is, and writes nothing', async () => {
    const browser = await founded();
    const text =
      'number,name,joined,simpanan_pokok_rupiah,simpanan_wajib_rupiah,credit_limit_rupiah\nA|1,,x,1,1,1\n';
    const asked = {
      files: [
        { name: 'members.csv', text },
        { name: 'cooperative.csv', text: '' },
      ],
      from: null,
    };
    const report = (await browser.act<ImportReport>('plan-import', asked)).body;
    expect(report.plan).toBeNull();
    expect(
      report.faults.map(({ file, line, column, kind }) => `${file}:${line} ${column ?? '-'} ${kind}`),
    ).toEqual(
      expect.arrayContaining([
        'cooperative.csv:0 - file_unknown',
        'members.csv:2 number not_id',
        'members.csv:2 name empty',
        'members.csv:2 joined not_date',
      ]),
    );
    expect((await browser.act('run-import', { ...asked, plan: 'x' })).body).toEqual({
      problem: 'import_faulty',
    });
    expect(await query(shop, "select * from master_row where entity = 'member'")).toEqual([]);
  });

  test('never takes a PIN away from somebody who has one', async () => {
    const browser = await founded();
    const people = (pin: string) => ({
      files: [{ name: 'people.csv', text: `id,name,role,pin\nrina,Rina,kasir,${pin}\n` }],
      from: null,
    });
    const bring = async (pin: string) => {
      const { plan } = (await browser.act<ImportReport>('plan-import', people(pin))).body;
      expect((await browser.act('run-import', { ...people(pin), plan })).status).toBe(200);
      return query(shop, "select row from master_row where id = 'rina'");
    };
    const before = await bring('264810');
    expect(await bring('739146')).toEqual(before);
    expect((await browser.get<OfficePeople>('people')).body.people.at(0)?.hasPin).toBe(true);
  });

  test('of 8 MiB is taken on its own address and nowhere else', async () => {
    const browser = await founded();
    const text = 'x'.repeat(6 * 1024 * 1024);
    const asked = { files: [{ name: 'members.csv', text }], from: null };
    expect((await browser.act('plan-import', asked)).status).toBe(200);
    expect((await browser.act('change-outlet', { name: text })).status).toBe(413);
    expect(
      (await browser.act('plan-import', { ...asked, files: [...asked.files, ...asked.files] })).status,
    ).toBe(413);
  });

  test('of 20,000 products is quick, and a till can push meanwhile', async () => {
    shop = await reopenAsDemo(shop);
    const browser = await officeOf(shop, 'admin');
    const device = await enrolledDevice(shop);
    device.ledger.appendSales(200);
    const [header = ''] = files(['catalogue'])[0]?.text.split('\n') ?? [];
    const line = (index: number) => {
      const cells: Record<string, string> = {
        sku: `P-${index}`,
        name: `Barang nomor ${index}`,
        category: 'mi',
        unit: 'pcs',
        sold_by_weight: 'no',
        price_rupiah: String(1500 + index),
        member_price_rupiah: String(1400 + index),
        ppn_class: 'exempt',
      };
      return header
        .split(',')
        .map((column) => cells[column] ?? '')
        .join(',');
    };
    const text = [header, ...Array.from({ length: 20_000 }, (_, index) => line(index))].join('\n');
    const asked = { files: [{ name: 'catalogue.csv', text }], from: '2025-01-01' };
    let longest = 0;
    let sent = 0;
    let isOver = false;
    const selling = (async () => {
      while (!isOver && sent < 200) {
        const startedAt = performance.now();
        const { status } = await device.push({ after: sent, upTo: sent + 1, headSeq: sent + 1 });
        expect(status).toBe(200);
        sent += 1;
        longest = Math.max(longest, performance.now() - startedAt);
      }
    })();
    const startedAt = performance.now();
    const { plan, entities } = (await browser.act<ImportReport>('plan-import', asked)).body;
    expect((await browser.act('run-import', { ...asked, plan })).status).toBe(200);
    isOver = true;
    await selling;
    const whole = performance.now() - startedAt;
    expect(entities).toContainEqual({ entity: 'price', added: 40_000, changed: 0, unchanged: 0 });
    // Alone on two cores: 2.3 s in all, and no push waits longer than 1.4 s. A busy machine gets room.
    expect([whole < 15_000, longest < 8000, sent > 0]).toEqual([true, true, true]);
  }, 60_000);
});

test('the whole city is loaded by the product’s own importer, each co-operative ready for use', async () => {
  const city = await openShop({ mode: 'demo', isEmpty: true });
  const startedAt = performance.now();
  const places = await fillCity(city.premises, DEMO, date('2025-01-01'));
  await makeDemoAccounts(city.premises);
  expect(performance.now() - startedAt).toBeLessThan(60_000);
  expect(places.length).toBe(34);
  expect(new Set(places.map(({ coopId }) => coopId)).size).toBe(34);
  for (const { coopId, outletId } of [places[0], places[33]].filter((place) => place !== undefined)) {
    const browser = new OfficeBrowser(city.app);
    expect((await browser.signIn(`sari@${coopId}`, DEMO_ACCOUNT.password)).status).toBe(200);
    const { counts, outlets } = (await browser.get<OfficeHouse>('house')).body;
    expect([outlets[0]?.id, counts.products, counts.openingStock]).toEqual([outletId, 38, 72]);
  }
  expect((await fillCity(city.premises, DEMO, date('2025-01-01'))).length).toBe(34);
  await city.close();
}, 90_000);

/** The same empty books as a filled demonstration, whose tablets need no operator. */
async function reopenAsDemo(empty: Shop): Promise<Shop> {
  await empty.close();
  return openShop({ mode: 'demo' });
}
