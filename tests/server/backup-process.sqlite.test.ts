import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { matchDigits } from '../../sync-server/keys/signatures.ts';
import { signedText } from '#protocol/signed.ts';
import { newestBackup } from '../../sync-server/backup/backup-folder.ts';
import { tamper } from './builders/books.ts';
import { TestDevice } from './builders/device.ts';
import { COOP_ID } from './builders/shop.ts';
import { ProgramHouse, type Program } from './builders/program.ts';

// Starting real programs takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

let house: ProgramHouse;

beforeEach(async () => {
  house = await ProgramHouse.open();
  house.build();
  // The test device keeps the books of the co-operative that the builders know.
  const coop = join(house.folder, 'sync-server', 'demo', 'cooperative.csv');
  writeFileSync(coop, readFileSync(coop, 'utf8').replaceAll('kkmp-graha-indah', COOP_ID));
  await gerai('import', 'sync-server/demo').ended;
});

afterEach(() => house.close());

function gerai(...words: readonly string[]): Program {
  return house.run(['sync-server/commands/gerai.ts', ...words], { GERAI_BACKUPS: backups() });
}

function backups(): string {
  return join(house.folder, 'another-disk');
}

async function startServer(): Promise<Program> {
  const server = house.run(['sync-server/main.ts'], { GERAI_BACKUPS: backups() });
  await server.says(/Gerai berjalan/);
  return server;
}

async function finished(program: Program): Promise<{ code: number | null; said: string }> {
  return { code: await program.ended, said: program.output };
}

/** Enrols a tablet as a shop does, with a person who compares the digits. */
async function enrol(): Promise<TestDevice> {
  const operator = gerai('enrol');
  const [, typed = ''] = await operator.says(/enrol#([0-9A-Z]{4}-[0-9A-Z]{4})/);
  const device = new TestDevice(house.app());
  const code = typed.replace('-', '');
  await device.enrol(code);
  const [, digits] = await operator.says(/angka (\d{6})\?/);
  expect(digits).toBe(matchDigits(signedText.match({ code, publicKey: device.publicKey })));
  operator.child.stdin?.write('y\n');
  for (let tries = 0; tries < 50 && device.certificate === null; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    await device.enrol(code);
  }
  expect(await operator.ended).toBe(0);
  return device;
}

test('real programs: back up, sell on, kill, restore the older backup, and the tablet refills the books', async () => {
  const server = await startServer();
  const device = await enrol();
  await device.openSession();
  device.ledger.appendSales(3);
  expect((await device.push()).body).toMatchObject({ serverAcked: 3, durableThrough: 0 });
  const made = await finished(gerai('backup'));
  expect(made).toMatchObject({
    code: 0,
    said: expect.stringContaining('Cadangan dibuat dan teruji') as string,
  });
  const file = newestBackup(backups()) ?? '';
  expect(existsSync(join(house.data, 'backups'))).toBe(false);
  device.ledger.appendSales(2);
  const sold = (await device.push({ after: 3 })).body;
  expect(sold).toMatchObject({ serverAcked: 5, durableThrough: 3 });
  const running = await finished(gerai('restore', file, '--replace'));
  expect(running).toMatchObject({
    code: 1,
    said: expect.stringContaining('Server sedang berjalan') as string,
  });
  await server.kill();
  const restored = await finished(gerai('restore', file, '--replace'));
  expect(restored).toMatchObject({ code: 0, said: expect.stringContaining('Dipulihkan') as string });
  expect(readdirSync(house.data).some((name) => name.startsWith('gerai-before-restore-'))).toBe(true);
  await startServer();
  await device.openSession();
  const hello = (await device.push({ after: 5 })).body;
  expect(hello).toMatchObject({ outcome: 'gap', serverAcked: 3, durableThrough: 3 });
  expect(hello.serverGen).not.toBe(sold.serverGen);
  expect((await device.push()).body).toMatchObject({ outcome: 'ok', serverAcked: 5 });
  expect(await gerai('backup').ended).toBe(0);
  const verified = await finished(gerai('verify-backup'));
  expect(verified).toMatchObject({ code: 0, said: expect.stringContaining('UTUH') as string });
  expect(verified.said).toContain('cocok dengan kunci server ini');
});

test('without a server the command makes the backup by itself, and a bad one is called bad', async () => {
  expect(await gerai('verify-backup').ended).toBe(1);
  const made = await finished(gerai('backup'));
  expect(made).toMatchObject({ code: 0, said: expect.stringContaining('keys/') as string });
  expect((await finished(gerai('verify-backup'))).code).toBe(0);
  await tamper(
    { place: { dataFolder: house.data, databaseUrl: null } },
    'update stock set milli = milli + 1 where item = (select min(item) from stock)',
  );
  const bad = await finished(gerai('backup'));
  expect(bad).toMatchObject({ code: 1, said: expect.stringContaining('stock_differs') as string });
  const inFolder = readdirSync(backups()).filter((name) => !name.startsWith('backups.lock'));
  expect(inFolder).toHaveLength(2);
  const live = await finished(gerai('verify-backup', join(house.data, 'gerai.db')));
  expect(live).toMatchObject({ code: 1, said: expect.stringContaining('stok tidak sama') as string });
});

test('a server that starts makes its first backup by itself', async () => {
  const server = await startServer();
  await server.says(/backup made and verified/);
  expect(newestBackup(backups())).not.toBeNull();
  const ready = await fetch(`http://127.0.0.1:${house.port}/readyz`);
  expect(await ready.json()).toMatchObject({ state: 'ready', backup: 'fresh' });
});
