import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DUMP_DEVICE_BYTES_MAX, DUMP_PART_BYTES_MAX } from '#protocol/limits.ts';
import { findings, query, stockOf, tamper } from './builders/books.ts';
import { enrolledDevice, type TestDevice } from './builders/device.ts';
import { COOP_ID, openShop, type Shop } from './builders/shop.ts';

let shop: Shop;
let device: TestDevice;

beforeEach(async () => {
  shop = await openShop();
  device = await enrolledDevice(shop);
  device.ledger.appendSales(3);
});

afterEach(() => shop.close());

function dump(patch: Record<string, unknown> = {}) {
  const { ledger, deviceId } = device;
  return device.post('/api/sync/v1/dump', {
    proto: 1,
    deviceId,
    dumpId: 'dump-1',
    epoch: ledger.epoch,
    epochOpen: ledger.open,
    reason: 'server-refused',
    part: 1,
    isLast: true,
    lines: ledger.entries.map((entry) => JSON.stringify(entry)).join('\n'),
    ...patch,
  });
}

test('a dumped ledger is kept to the byte, booked nowhere, and a person is asked to look', async () => {
  expect(await dump()).toMatchObject({ status: 200, body: { through: 1 } });
  const [kept] = (await query(shop, 'select lines, reason, bytes from dump_part')) as { lines: string }[];
  expect(kept?.lines.split('\n').map((line): unknown => JSON.parse(line))).toEqual(device.ledger.entries);
  expect(await query(shop, "select 1 from fact where kind = 'sale.recorded'")).toEqual([]);
  expect(await stockOf(shop, 'GLA-CRH')).toBe(24_000);
  expect(await findings(shop)).toMatchObject([
    {
      kind: 'ledger_dumped',
      deviceId: device.deviceId,
      detail: { dumpId: 'dump-1', reason: 'server-refused' },
    },
  ]);
});

test('what no push could carry fits: the bytes are evidence and nobody reads them', async () => {
  expect(await dump({ lines: '{"seq":1,"hash":"broken"}\nnot even JSON' })).toMatchObject({ status: 200 });
});

test('the same part again changes nothing, and the reply says how far the dump is', async () => {
  expect(await dump({ isLast: false, lines: 'one' })).toMatchObject({ body: { through: 1 } });
  expect(await dump({ part: 3, lines: 'three' })).toMatchObject({ body: { through: 1 } });
  expect(await dump({ isLast: false, lines: 'another one' })).toMatchObject({ body: { through: 1 } });
  expect(await dump({ part: 2, isLast: false, lines: 'two' })).toMatchObject({ body: { through: 3 } });
  expect(await query(shop, 'select part, lines from dump_part order by part')).toEqual([
    { part: 1, lines: 'one' },
    { part: 2, lines: 'two' },
    { part: 3, lines: 'three' },
  ]);
  expect(await findings(shop)).toHaveLength(1);
});

test('a revoked device may dump, because nobody else has what it has', async () => {
  writeFileSync(`${shop.folder}/keys/revoked-devices.txt`, `${COOP_ID} ${device.deviceId}\n`);
  await device.openSession();
  expect((await device.pull()).status).toBe(403);
  expect(await dump()).toMatchObject({ status: 200 });
});

test('nobody dumps in another device’s name, or without a session', async () => {
  expect(await dump({ deviceId: 'another' })).toMatchObject({ status: 404, body: { problem: 'not_found' } });
  device.token = '';
  expect(await dump()).toMatchObject({ status: 401 });
});

test('a device can’t fill the disk: what is over its share is refused in a word of its own', async () => {
  await dump();
  await tamper(shop, `update dump_part set bytes = ${DUMP_DEVICE_BYTES_MAX}`);
  expect(await dump({ part: 2 })).toMatchObject({ status: 413, body: { problem: 'dump_full' } });
  expect(await dump()).toMatchObject({ status: 200, body: { through: 1 } });
});

test('a part larger than the wire carries is refused like any other request', async () => {
  const lines = 'x'.repeat(DUMP_PART_BYTES_MAX);
  expect(await dump({ lines })).toMatchObject({ status: 413, body: { problem: 'too_large' } });
});
