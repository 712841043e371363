import { request } from 'node:http';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PushReply } from '#protocol/push.ts';
import { enrolledDevice, type TestDevice } from './builders/device.ts';
import { ProgramHouse, type Program } from './builders/program.ts';
import { fillShop, openShop } from './builders/shop.ts';
import { queryPlace } from './builders/store-place.ts';

vi.setConfig({ testTimeout: 30_000 });

const SALES = 400;

let house: ProgramHouse;
let program: Program;
let device: TestDevice;

/** A real server in a process of its own, and a tablet of its shop with sales to send. */
beforeEach(async () => {
  house = await ProgramHouse.open();
  house.build();
  const shop = await openShop({ place: place(), isEmpty: true });
  await fillShop(shop.premises);
  device = await enrolledDevice(shop);
  await shop.close();
  program = house.run(['sync-server/main.ts']);
  await program.says(/npm run gerai -- enrol/);
  device.app = house.app();
  await device.openSession();
  device.ledger.appendSales(SALES);
});

afterEach(() => house.close());

function place() {
  return { dataFolder: house.data, databaseUrl: null };
}

/** Sends a push and asks the server to stop when so much of it is out. */
async function pushAndStop(share: number): Promise<{ status: number | undefined; reply: PushReply }> {
  const body = Buffer.from(JSON.stringify(device.ledger.pushRequest()));
  const cut = Math.floor(body.length * share);
  const headers = {
    'content-type': 'application/json',
    'content-length': body.length,
    authorization: `Bearer ${device.token}`,
  };
  return new Promise((resolve, reject) => {
    const url = `http://127.0.0.1:${house.port}/api/sync/v1/push`;
    const push = request(url, { method: 'POST', headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => resolve({ status: answer.statusCode, reply: JSON.parse(text) as PushReply }));
    });
    push.on('error', reject);
    push.write(body.subarray(0, cut), () => {
      // Long enough for the server to have what was written, far too short for it to be done.
      setTimeout(() => program.child.kill('SIGTERM'), share < 1 ? 200 : 5);
      if (share < 1) setTimeout(() => push.end(body.subarray(cut)), 600);
      else push.end();
    });
  });
}

test.each([
  ['half of which has come', 0.5],
  ['which is being booked', 1],
])(
  'a push %s when the system asks to stop is answered, is in the books, and the server ends well',
  async (_what, share) => {
    const { status, reply } = await pushAndStop(share);
    expect([status, reply.outcome, reply.serverAcked, reply.status.length]).toEqual([
      200,
      'ok',
      SALES,
      SALES,
    ]);
    expect(await program.ended).toBe(0);
    const [booked] = await queryPlace(
      place(),
      "select count(*) as n from fact where kind = 'sale.recorded' and status = 'accepted'",
    );
    expect(booked).toEqual({ n: SALES });
    await expect(fetch(`http://127.0.0.1:${house.port}/healthz`)).rejects.toThrow('fetch failed');
  },
);
