import { spawn, type ChildProcess } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { signedText } from '#protocol/signed.ts';
import type { App } from '../../sync-server/app.ts';
import { matchDigits } from '../../sync-server/keys/signatures.ts';
import { openPremises } from '../../sync-server/premises.ts';
import { TestDevice } from './builders/device.ts';

// Starting real programs takes its time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const ROOT = join(import.meta.dirname, '..', '..');

/** The program in a folder of its own, so that a test decides whether there is a build. */
let house: string;
let data: string;
let port: number;
const running = new Set<Program>();

beforeEach(async () => {
  house = mkdtempSync(join(tmpdir(), 'gerai-house-'));
  data = join(house, 'data');
  for (const part of ['sync-server', 'src/domain', 'src/protocol', 'package.json']) {
    cpSync(join(ROOT, part), join(house, part), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(house, 'node_modules'));
  port = await freePort();
});

afterEach(async () => {
  for (const program of running) await program.kill();
  rmSync(house, { recursive: true, force: true });
});

class Program {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  output = '';

  constructor(words: readonly string[], environment: Record<string, string> = {}) {
    this.child = spawn(process.execPath, [...words], {
      cwd: house,
      env: { ...process.env, GERAI_DATA: data, GERAI_PORT: String(port), ...environment },
    });
    this.child.stdout?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.ended = new Promise((resolve) => this.child.once('close', resolve));
    running.add(this);
    void this.ended.then(() => running.delete(this));
  }

  async says(text: RegExp): Promise<RegExpExecArray> {
    for (let tries = 0; tries < 200; tries += 1) {
      const found = text.exec(this.output);
      if (found !== null) return found;
      if (this.child.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`The program never said ${text}:\n${this.output}`);
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}

/** The running program in the shape of the built server, as far as a test device needs it. */
function overHttp(): App {
  const inject = async (asked: {
    url: string;
    method: string;
    headers: Record<string, string>;
    payload: string;
  }) => {
    const { method, headers, payload } = asked;
    const reply = await fetch(`http://127.0.0.1:${port}${asked.url}`, { method, headers, body: payload });
    const body: unknown = await reply.json();
    return { statusCode: reply.status, headers: Object.fromEntries(reply.headers), json: () => body };
  };
  return { inject } as unknown as App;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = server.address() as AddressInfo;
      server.close(() => resolve(free));
    });
  });
}

function build(): void {
  mkdirSync(join(house, 'dist'));
  writeFileSync(join(house, 'dist', 'index.html'), '<!doctype html><title>Gerai</title>');
}

test('npm start refuses to run without a build and says what to do', async () => {
  const program = new Program(['sync-server/main.ts']);
  expect(await program.ended).toBe(1);
  expect(program.output).toContain('npm run build');
  expect(existsSync(data)).toBe(false);
});

test('npm start refuses a configuration that can’t be right and names the variable', async () => {
  build();
  const program = new Program(['sync-server/main.ts'], { GERAI_PORT: 'eighty' });
  expect(await program.ended).toBe(1);
  expect(program.output).toMatch(/^GERAI_PORT is "eighty"/);
});

test('npm start holds no demonstration, prints a one-time link and names a busy port', async () => {
  build();
  const program = new Program(['sync-server/main.ts']);
  const [, token] = await program.says(/\/setup#([A-Za-z0-9_-]{43})/);
  await program.says(/npm run gerai -- enrol/);
  const check = await fetch(`http://127.0.0.1:${port}/api/setup/v1/check`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  expect(await check.json()).toEqual({ state: 'ready' });
  expect(statSync(join(data, 'console.json')).mode & 0o077).toBe(0);
  const second = new Program(['sync-server/main.ts'], { GERAI_DATA: join(house, 'other') });
  expect(await second.ended).toBe(1);
  expect(second.output).toContain(`Port ${port} is in use`);
  const rival = new Program(['sync-server/main.ts'], { GERAI_PORT: String(await freePort()) });
  expect(await rival.ended).toBe(1);
  expect(rival.output).toContain('in use by another Gerai process');
  program.child.kill('SIGTERM');
  expect(await program.ended).toBe(0);
  expect(existsSync(join(data, 'console.json'))).toBe(false);
  const premises = await openPremises({ mode: 'production', dataFolder: data });
  expect(await premises.store.read((tx) => tx.readCoops())).toEqual([]);
  await premises.close();
});

test('a request under way when the system asks to stop is finished first', async () => {
  build();
  const program = new Program(['sync-server/main.ts']);
  await program.says(/setup#/);
  const url = `http://127.0.0.1:${port}/api/sync/v1/session/nonce`;
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
  build();
  const first = new Program([
    'sync-server/commands/gerai.ts',
    'import',
    'sync-server/demo',
    '--from',
    '2025-01-01',
  ]);
  expect(await first.ended).toBe(0);
  expect(first.output).toContain('product 38');
  const server = new Program(['sync-server/main.ts']);
  await server.says(/npm run gerai -- enrol/);
  const second = new Program(['sync-server/commands/gerai.ts', 'import', 'sync-server/demo']);
  expect(await second.ended).toBe(1);
  expect(second.output).toContain('Server sedang berjalan');
});

test('the command line makes a code, asks whether the digits are the same, and takes the tablet in', async () => {
  build();
  await new Program(['sync-server/commands/gerai.ts', 'import', 'sync-server/demo']).ended;
  const server = new Program(['sync-server/main.ts']);
  await server.says(/npm run gerai -- enrol/);
  const operator = new Program(['sync-server/commands/gerai.ts', 'enrol']);
  const [, typed = ''] = await operator.says(/enrol#([0-9A-Z]{4}-[0-9A-Z]{4})/);
  const device = new TestDevice(overHttp());
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
  const help = new Program(['sync-server/commands/gerai.ts', '--help']);
  expect(await help.ended).toBe(0);
  expect(help.output).toContain('import FOLDER');
  const unknown = new Program(['sync-server/commands/gerai.ts', 'dance']);
  expect(await unknown.ended).toBe(2);
  const lonely = new Program(['sync-server/commands/gerai.ts', 'enrol']);
  expect(await lonely.ended).toBe(1);
  expect(lonely.output).toContain('Server tidak berjalan');
});

test('the log holds no bodies, names, tokens or addresses', async () => {
  build();
  const program = new Program(['sync-server/main.ts']);
  const [, token = ''] = await program.says(/\/setup#([A-Za-z0-9_-]{43})/);
  await program.says(/npm run gerai -- enrol/);
  const start = program.output.length;
  const post = (path: string, body: object) =>
    fetch(`http://127.0.0.1:${port}${path}`, {
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
