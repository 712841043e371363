import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PokeBoard, type PokeLine } from '../../sync-server/poke/poke-board.ts';
import { enrolledDevice, type TestDevice } from './builders/device.ts';
import { COOP_ID, openShop, type Shop } from './builders/shop.ts';

let shop: Shop;
let device: TestDevice;
let address: string;

beforeEach(async () => {
  shop = await openShop();
  device = await enrolledDevice(shop);
  await shop.app.listen({ host: '127.0.0.1', port: 0 });
  address = `http://127.0.0.1:${(shop.app.server.address() as AddressInfo).port}/api/sync/v1/poke`;
});

afterEach(async () => {
  await shop.close();
});

interface Heard {
  readonly response: Response;
  /** Everything that came so far. */
  text: string;
  isOver: boolean;
  stop(): void;
}

async function listen(token: string, headers: Record<string, string> = {}): Promise<Heard> {
  const ending = new AbortController();
  const authorization = `Bearer ${token}`;
  const response = await fetch(address, { headers: { authorization, ...headers }, signal: ending.signal });
  const heard: Heard = { response, text: '', isOver: false, stop: () => ending.abort() };
  void (async () => {
    const decoder = new TextDecoder();
    try {
      for await (const bytes of response.body ?? []) heard.text += decoder.decode(bytes, { stream: true });
    } catch {
      // Cut off is over as well.
    }
    heard.isOver = true;
  })();
  return heard;
}

test('a device hears that a stream of its scope has grown, and nothing but how far', async () => {
  const other = await enrolledDevice(shop, 'other');
  const heard = await listen(device.token);
  other.ledger.appendSales(1);
  const { body } = await other.push();
  await expect.poll(() => heard.text).toContain('data:');
  const [line] = heard.text.split('\n').filter((text) => text.startsWith('data: '));
  expect(JSON.parse(line?.slice('data: '.length) ?? '')).toEqual({
    gen: body.serverGen,
    stream: 'outlet:GI',
    seq: body.heads['outlet:GI'],
  });
  heard.stop();
});

test('the server’s own acts are heard too, and only after they are committed', async () => {
  const heard = await listen(device.token);
  const { store } = shop.premises;
  await store.write(async (tx) => {
    await tx.stampRows(COOP_ID, 'coop', [{ entity: 'staff', id: 'rina' }]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(heard.text).not.toContain('data:');
  });
  await expect.poll(() => heard.text).toContain('"stream":"coop"');
  heard.stop();
});

test('what is rolled back is never heard, nor what is none of the device’s business', async () => {
  const heard = await listen(device.token);
  const { store } = shop.premises;
  const failing = store.write(async (tx) => {
    await tx.stampRows(COOP_ID, 'coop', [{ entity: 'staff', id: 'rina' }]);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  await store.write((tx) => tx.stampRows(COOP_ID, 'outlet:SB', [{ entity: 'stock', id: 'SB-gerai|X' }]));
  await store.write((tx) => tx.stampRows(COOP_ID, 'outlet:GI', [{ entity: 'stock', id: 'GI-gerai|X' }]));
  await expect.poll(() => heard.text).toContain('outlet:GI');
  expect(heard.text.match(/data:/g)).toHaveLength(1);
  heard.stop();
});

test('the line carries the mark of the sync, is stored nowhere and is never compressed', async () => {
  const heard = await listen(device.token, { 'accept-encoding': 'br, gzip' });
  const { headers, status } = heard.response;
  expect(status).toBe(200);
  expect(headers.get('x-gerai-sync')).toBe('1');
  expect(headers.get('content-type')).toBe('text/event-stream');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('content-encoding')).toBeNull();
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  heard.stop();
});

test('a device has one line: the new one ends the old', async () => {
  const first = await listen(device.token);
  const second = await listen(device.token);
  await expect.poll(() => first.isOver).toBe(true);
  expect(shop.premises.pokes.size).toBe(1);
  expect(second.isOver).toBe(false);
  second.stop();
  await expect.poll(() => shop.premises.pokes.size).toBe(0);
});

test('the line ends with the session', async () => {
  shop.clock.pass(15 * 60_000 - 300);
  const heard = await listen(device.token);
  await expect.poll(() => heard.isOver, { timeout: 3000 }).toBe(true);
  expect(shop.premises.pokes.size).toBe(0);
});

test('a closing server waits for nobody who listens', async () => {
  const heard = await listen(device.token);
  const startedAt = performance.now();
  await shop.app.close();
  expect(performance.now() - startedAt).toBeLessThan(1500);
  await expect.poll(() => heard.isOver).toBe(true);
});

test('many who listen leave the server free for everybody’s requests', async () => {
  const busy = await openShop({ underWayMax: 2 });
  await busy.app.listen({ host: '127.0.0.1', port: 0 });
  address = `http://127.0.0.1:${(busy.app.server.address() as AddressInfo).port}/api/sync/v1/poke`;
  const lines: Heard[] = [];
  for (const seed of ['one', 'two', 'three'])
    lines.push(await listen((await enrolledDevice(busy, seed)).token));
  expect(busy.premises.pokes.size).toBe(3);
  expect((await (await enrolledDevice(busy, 'four')).push()).status).toBe(200);
  for (const line of lines) line.stop();
  await busy.close();
});

test('nobody listens without a session', async () => {
  const { response } = await listen('guess');
  expect([response.status, response.headers.get('x-gerai-sync')]).toEqual([401, '1']);
});

test('a line that is long dead when it is replaced takes nothing from the new one', () => {
  const board = new PokeBoard();
  const sent: string[] = [];
  const line = (name: string): PokeLine => ({
    coopId: COOP_ID,
    deviceId: 'd',
    serverGen: 'g_1',
    streams: ['coop'],
    send: () => sent.push(name),
    close: () => sent.push(`${name} closed`),
  });
  const [old, fresh] = [line('old'), line('fresh')];
  board.join(old);
  board.join(fresh);
  board.leave(old);
  board.tell(COOP_ID, 'coop', 1);
  board.tell('kkmp-lain', 'coop', 1);
  board.close();
  board.join(line('late'));
  expect(sent).toEqual(['old closed', 'fresh', 'fresh closed', 'late closed']);
});
