import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { exportCommand } from '../../sync-server/commands/export-command.ts';
import { importLedgerCommand } from '../../sync-server/commands/import-ledger-command.ts';
import { verifyLedgerCommand } from '../../sync-server/commands/verify-ledger-command.ts';
import { enrolledDevice, type TestDevice } from './builders/device.ts';
import { deviceFile, FileShelf } from './builders/ledger-file.ts';
import { ProgramHouse } from './builders/program.ts';
import { COOP_ID, fillShop, openShop } from './builders/shop.ts';

vi.setConfig({ testTimeout: 40_000 });

let house: ProgramHouse;
let device: TestDevice;
/** What the tablet wrote: five sales that the server has, three that it has not. */
let file: string;
let shelf: FileShelf;

beforeEach(async () => {
  shelf = new FileShelf();
  house = await ProgramHouse.open();
  house.build();
  const shop = await openShop({ place: { dataFolder: house.data, databaseUrl: null }, isEmpty: true });
  await fillShop(shop.premises);
  device = await enrolledDevice(shop);
  device.ledger.appendSales(5);
  const { checkpoint } = (await device.push()).body;
  device.ledger.appendSales(3);
  file = shelf.put(await deviceFile(shop, device, { checkpoints: checkpoint === null ? [] : [checkpoint] }));
  await shop.close();
});

afterEach(async () => {
  shelf.clear();
  await house.close();
});

/** What a command that runs here prints, with its exit code. */
async function run(command: () => Promise<number>): Promise<{ code: number; says: string }> {
  const lines: string[] = [];
  const hear = (line: string): unknown => lines.push(line);
  const spies = [vi.spyOn(console, 'log'), vi.spyOn(console, 'error')].map((spy) =>
    spy.mockImplementation(hear),
  );
  const code = await command();
  for (const spy of spies) spy.mockRestore();
  return { code, says: lines.join('\n') };
}

test('a file is proved without a server: sound, not sound, or not there', async () => {
  const sound = await run(() => verifyLedgerCommand(file, []));
  expect([sound.code, sound.says]).toEqual([0, expect.stringContaining('SAH: tidak ada yang berubah')]);
  expect(sound.says).toContain('BATAS: ');
  const head = `${device.ledger.epoch}:8:${device.ledger.hashAt(8)}`;
  const held = await run(() => verifyLedgerCommand(file, [head]));
  expect([held.code, held.says.includes('BATAS: ')]).toEqual([0, false]);
  const cut = await run(() => verifyLedgerCommand(file, [`${device.ledger.epoch}:9:${'ab'.repeat(32)}`]));
  expect([cut.code, cut.says]).toEqual([
    1,
    expect.stringMatching(/RUSAK against_gone: .*\n.*TIDAK SAH: 1 kesalahan/),
  ]);
  expect(await run(() => verifyLedgerCommand(join(house.folder, 'nothing'), []))).toMatchObject({
    code: 2,
    says: expect.stringContaining('tidak ada'),
  });
});

test('the command line and the witness alone are programs of their own', async () => {
  const typed = house.run(['sync-server/commands/gerai.ts', 'verify', file]);
  const alone = house.run([
    'sync-server/commands/verify-ledger.ts',
    file,
    `${device.ledger.epoch}:9:${'ab'.repeat(32)}`,
  ]);
  expect([await typed.ended, typed.output]).toEqual([0, expect.stringContaining('8 entri (entries)')]);
  expect([await alone.ended, alone.output]).toEqual([1, expect.stringContaining('"kind": "against_gone"')]);
});

test('a server that runs lets its books be written out and takes a file in, as often as somebody asks', async () => {
  const server = house.run(['sync-server/main.ts']);
  await server.says(/npm run gerai -- enrol/);
  const config = { dataFolder: house.data, databaseUrl: null };
  const [out, list] = [join(house.folder, 'out.gerai.ndjson'), join(house.folder, 'list.gerai.ndjson')];
  const choice = { file: out, coopId: COOP_ID, deviceId: device.deviceId, isListOnly: false };
  const unnamed = await run(() => exportCommand(config, { ...choice, deviceId: null }));
  expect([unnamed.code, unnamed.says]).toEqual([1, expect.stringContaining(device.deviceId)]);
  expect(existsSync(out)).toBe(false);
  expect((await run(() => exportCommand(config, choice))).code).toBe(0);
  expect(statSync(out).mode & 0o077).toBe(0);
  const again = await run(() => exportCommand(config, choice));
  expect([again.code, again.says]).toEqual([1, expect.stringContaining('sudah ada')]);
  const listing = await run(() =>
    exportCommand(config, { ...choice, file: list, coopId: null, isListOnly: true }),
  );
  expect(listing.code).toBe(0);
  const proved = await run(() => verifyLedgerCommand(out, [list]));
  expect([proved.code, proved.says]).toEqual([0, expect.stringContaining('5 entri')]);

  const bring = () => run(() => importLedgerCommand(config, file));
  expect(await bring()).toMatchObject({
    code: 0,
    says: expect.stringContaining('3 entri baru, 5 sudah ada'),
  });
  expect(await bring()).toMatchObject({
    code: 0,
    says: expect.stringContaining('0 entri baru, 8 sudah ada'),
  });
  // It leaves its console file behind, and nobody answers there any more.
  await server.kill();
  expect(await bring()).toMatchObject({
    code: 0,
    says: expect.stringContaining('0 entri baru, 8 sudah ada'),
  });
});

test('a file that is no ledger, is damaged or of a strange server changes nothing, and says what to do', async () => {
  const config = { dataFolder: house.data, databaseUrl: null };
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const bring = (all: readonly string[]) => run(() => importLedgerCommand(config, shelf.put(all)));
  expect(await bring(['{}'])).toMatchObject({
    code: 1,
    says: expect.stringContaining('bukan berkas buku Gerai'),
  });
  const unnamed = await bring(lines.filter((line) => !line.includes('"certificate"')));
  expect(unnamed).toMatchObject({
    code: 1,
    says: expect.stringContaining('8 TIDAK dimasukkan, simpan berkas ini'),
  });
  const damaged = await bring(lines.map((line) => (line.includes('"seq":7,') ? line.slice(0, 90) : line)));
  expect(damaged.code).toBe(1);
  expect(damaged.says).toContain('baris rusak');
  expect(damaged.says).toMatch(/disimpan tanpa dibukukan, lihat Temuan .*rantainya putus/);
  const cut = await bring(lines.slice(0, -1));
  expect(cut).toMatchObject({ code: 1, says: expect.stringContaining('3 entri baru, 5 sudah ada') });
  expect(cut.says).toContain('berkas terpotong');
});
