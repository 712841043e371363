import { existsSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { signedText } from '#protocol/signed.ts';
import { matchDigits } from '../../sync-server/keys/signatures.ts';
import { openPremises } from '../../sync-server/premises.ts';
import { TestDevice } from './builders/device.ts';
import { freePort, ProgramHouse } from './builders/program.ts';

// Starting real programs takes its time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

let house: ProgramHouse;

beforeEach(async () => {
  house = await ProgramHouse.open();
});

afterEach(() => house.close());

test('npm start refuses to run without a build and says what to do', async () => {
  const program = house.run(['sync-server/main.ts']);
  expect(await program.ended).toBe(1);
  expect(program.output).toContain('npm run build');
  expect(existsSync(house.data)).toBe(false);
});

test('npm start refuses a configuration that can’t be right and names the variable', async () => {
  house.build();
  const program = house.run(['sync-server/main.ts'], { GERAI_PORT: 'eighty' });
  expect(await program.ended).toBe(1);
  expect(program.output).toMatch(/^GERAI_PORT is "eighty"/);
});

test('npm start holds no demonstration, prints a one-time link and names a busy port', async () => {
  house.build();
  const program = house.run(['sync-server/main.ts']);
  const [, token] = await program.says(/\/setup#([A-Za-z0-9_-]{43})/);
  await program.says(/npm run gerai -- enrol/);
  const check = await fetch(`http://127.0.0.1:${house.port}/api/setup/v1/check`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      origin: `http://localhost:${house.port}`,
      'sec-fetch-site': 'same-origin',
    },
    body: JSON.stringify({ token }),
  });
  expect(await check.json()).toEqual({ state: 'ready' });
  expect(statSync(join(house.data, 'console.json')).mode & 0o077).toBe(0);
  const second = house.run(['sync-server/main.ts'], { GERAI_DATA: join(house.folder, 'other') });
  expect(await second.ended).toBe(1);
  expect(second.output).toContain(`Port ${house.port} is in use`);
  const rival = house.run(['sync-server/main.ts'], { GERAI_PORT: String(await freePort()) });
  expect(await rival.ended).toBe(1);
  expect(rival.output).toMatch(/^Gerai lain sedang memakai data ini\..*in use by another Gerai process/);
  expect((await fetch(`http://127.0.0.1:${house.port}/readyz`)).status).toBe(200);
  program.child.kill('SIGTERM');
  expect(await program.ended).toBe(0);
  expect(existsSync(join(house.data, 'console.json'))).toBe(false);
  const premises = await openPremises({ mode: 'production', dataFolder: house.data });
  expect(await premises.store.read((tx) => tx.readCoops())).toEqual([]);
  await premises.close();
});

test('a request under way when the system asks to stop is finished first', async () => {
  house.build();
  const program = house.run(['sync-server/main.ts']);
  await program.says(/setup#/);
  const url = `http://127.0.0.1:${house.port}/api/sync/v1/session/nonce`;
  const headers = { 'content-type': 'application/json', 'content-length': '2' };
  const answer = new Promise<number | undefined>((resolve, reject) => {
    const slow = request(url, { method: 'POST', headers }, (reply) => {
      reply.resume();
      reply.on('end', () => resolve(reply.statusCode));
    });
    slow.on('error', reject);
    slow.write('{');
    setTimeout(() => program.child.kill('SIGTERM'), 300);
    setTimeout(() => slow.end('}'), 900);
  });
  expect(await answer).toBe(200);
  expect(await program.ended).toBe(0);
});

test('the command line imports a folder, and says so when a server is in the way', async () => {
  house.build();
  const first = house.run([
    'sync-server/commands/gerai.ts',
    'import',
    'sync-server/demo',
    '--from',
    '2025-01-01',
  ]);
  expect(await first.ended).toBe(0);
  expect(first.output).toContain('product 38');
  const server = house.run(['sync-server/main.ts']);
  await server.says(/npm run gerai -- enrol/);
  const second = house.run(['sync-server/commands/gerai.ts', 'import', 'sync-server/demo']);
  expect(await second.ended).toBe(1);
  expect(second.output).toContain('Server sedang berjalan');
});

test('the command line makes a code, asks whether the digits are the same, and takes the tablet in', async () => {
  house.build();
  await house.run(['sync-server/commands/gerai.ts', 'import', 'sync-server/demo']).ended;
  const server = house.run(['sync-server/main.ts']);
  await server.says(/npm run gerai -- enrol/);
  const operator = house.run(['sync-server/commands/gerai.ts', 'enrol']);
  const [, typed = ''] = await operator.says(/enrol#([0-9A-Z]{4}-[0-9A-Z]{4})/);
  const device = new TestDevice(house.app());
  const code = typed.replace('-', '');
  expect(await device.enrol(code)).toMatchObject({ body: { state: 'waiting' } });
  const { publicKey } = device;
  const [, digits] = await operator.says(/angka (\d{6})\?/);
  expect(digits).toBe(matchDigits(signedText.match({ code, publicKey })));
  operator.child.stdin?.write('y\n');
  for (let tries = 0; tries < 50 && device.certificate === null; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    await device.enrol(code);
  }
  expect(device.certificate).toMatchObject({ coopId: 'kkmp-graha-indah', outletId: 'GI' });
  expect(await operator.ended).toBe(0);
  expect(operator.output).toContain('Tablet terdaftar');
  expect(server.output).not.toContain(typed);
  expect(server.output).not.toContain(code);
});

test('the command line explains itself', async () => {
  const help = house.run(['sync-server/commands/gerai.ts', '--help']);
  expect(await help.ended).toBe(0);
  expect(help.output).toContain('import FOLDER');
  const unknown = house.run(['sync-server/commands/gerai.ts', 'dance']);
  expect(await unknown.ended).toBe(2);
  const lonely = house.run(['sync-server/commands/gerai.ts', 'enrol']);
  expect(await lonely.ended).toBe(1);
  expect(lonely.output).toContain('Server tidak berjalan');
});

test('the log holds no bodies, names, tokens or addresses', async () => {
  house.build();
  const program = house.run(['sync-server/main.ts']);
  const [, token = ''] = await program.says(/\/setup#([A-Za-z0-9_-]{43})/);
  await program.says(/npm run gerai -- enrol/);
  const start = program.output.length;
  const post = (path: string, body: object) =>
    fetch(`http://127.0.0.1:${house.port}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer secret-token' },
      body: JSON.stringify(body),
    });
  await post('/api/setup/v1/check', { token });
  await post('/api/sync/v1/enrol?nik=6471012345678901', { code: 'ABCD2345', name: 'Siti Aminah' });
  await post('/nama/Siti-Aminah', {});
  await program.says(/"route":"none"/);
  const lines = program.output.slice(start);
  expect(lines).toContain('"route":"/api/sync/v1/enrol"');
  for (const secret of [token, 'Siti', '6471', 'ABCD2345', 'secret-token', '127.0.0.1'])
    expect(lines).not.toContain(secret);
});
