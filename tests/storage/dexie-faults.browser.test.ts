import { Dexie, liveQuery } from 'dexie';
import { firstBrokenLink } from '#domain/chain.ts';
import { afterEach, expect, test } from 'vitest';
import { findDevice } from '../../src/storage/ledger/current-device.ts';
import { createDexieLedger, openDexieLedger } from '../../src/storage/ledger/dexie-ledger.ts';
import { LedgerDatabase, ledgerName } from '../../src/storage/ledger/ledger-database.ts';
import { readPending, type Pending } from '../../src/storage/ledger/ledger-live.ts';
import type { LedgerPort, LedgerSeed } from '../../src/storage/ledger/ledger-port.ts';
import { useTakeover } from '../../src/storage/takeover.ts';
import { allEntries, anAppend, COOP, newEpochId, newId, newSeed } from './ledger-seed.ts';
import type { Confirmed } from './selling-worker.ts';

const opened: LedgerPort[] = [];

async function begin(over: Partial<LedgerSeed> = {}): Promise<{ seed: LedgerSeed; ledger: LedgerPort }> {
  const seed = await newSeed(over);
  const ledger = await createDexieLedger(seed);
  opened.push(ledger);
  return { seed, ledger };
}

async function reopen(seed: LedgerSeed): Promise<LedgerPort> {
  const ledger = await openDexieLedger(seed.identity.deviceId);
  opened.push(ledger);
  return ledger;
}

async function expectWhole(ledger: LedgerPort, epoch: string): Promise<number> {
  const state = (await ledger.readEpochs()).find((one) => one.epoch === epoch);
  const entries = await allEntries(ledger, epoch);
  const run = { coopId: COOP, epoch, fromSeq: 1, previousHash: state?.genesisHash ?? '' };
  expect(firstBrokenLink(run, entries)).toBeNull();
  expect(state?.seq).toBe(entries.length);
  return entries.length;
}

afterEach(() => {
  for (const ledger of opened.splice(0)) ledger.close();
  useTakeover.setState({ isTakenOver: false });
});

test('a program killed at any instant of a sale leaves the whole sale or the intact cart', async () => {
  const { seed, ledger } = await begin();
  ledger.close();
  let confirmedSeq = 0;
  for (let round = 0; round < 12; round += 1) {
    const soldCarts = new Set<string>();
    const worker = new Worker(new URL('./selling-worker.ts', import.meta.url), { type: 'module' });
    await new Promise<void>((resolve) => {
      worker.addEventListener('message', ({ data }: MessageEvent<Confirmed>) => {
        confirmedSeq = Math.max(confirmedSeq, data.seq);
        soldCarts.add(data.cartId);
        if (soldCarts.size === 1) setTimeout(resolve, 7 + round * 3.3);
      });
      worker.postMessage(seed.identity.deviceId);
    });
    worker.terminate();
    const after = await reopen(seed);
    const count = await expectWhole(after, seed.epoch);
    expect(count).toBeGreaterThanOrEqual(confirmedSeq);
    // At most the sale that ran was stored without a word; its cart went with it, whole.
    expect(count).toBeLessThanOrEqual(confirmedSeq + 1);
    const carts = await after.readCarts();
    expect(carts.length).toBeLessThanOrEqual(1);
    expect(carts.filter(({ cart }) => soldCarts.has(cart.cartId))).toEqual([]);
    confirmedSeq = count;
    for (const { cart } of carts) await after.deleteCart(cart.cartId);
    after.close();
  }
  expect(confirmedSeq).toBeGreaterThan(12);
}, 60_000);

test('a newer version that takes the database over waits for what runs, and nothing is lost', async () => {
  const { seed, ledger } = await begin();
  // The first append loads the file of the rules; one that still waits for it has not begun, and is refused.
  await ledger.append(anAppend());
  const running = Array.from({ length: 10 }, () => ledger.append(anAppend()));
  const newer = new LedgerDatabase(seed.identity.deviceId);
  newer.version(2).stores({ extra: 'id' });
  await newer.open();
  const answers = await Promise.allSettled(running);
  const stored = answers.filter((answer) => answer.status === 'fulfilled' && answer.value.ok);
  expect(stored).toHaveLength(running.length);
  expect(await newer.entries.count()).toBe(1 + running.length);
  newer.close();
  expect(useTakeover.getState().isTakenOver).toBe(true);
  await expect(ledger.append(anAppend())).rejects.toMatchObject({ name: 'StorageFailure', kind: 'blocked' });
});

test('an old program can open what a newer one has upgraded, and finds out that it may only read', async () => {
  const { seed, ledger } = await begin();
  await ledger.append(anAppend());
  ledger.close();
  const newer = new LedgerDatabase(seed.identity.deviceId);
  newer.version(7).stores({ extra: 'id' });
  await newer.open();
  const row = await newer.meta.get('record');
  if (row?.name !== 'record') throw new Error('no record');
  await newer.meta.put({ ...row, record: { ...row.record, writerSchema: row.record.writerSchema + 1 } });
  newer.close();
  const old = await reopen(seed);
  expect((await old.readMeta()).needsUpdate).toBe(true);
  expect(await old.append(anAppend())).toEqual({ ok: false, refusal: { kind: 'update-needed' } });
  expect(await expectWhole(old, seed.epoch)).toBe(1);
});

test('a ledger that is gone is damage, never an empty ledger', async () => {
  const deviceId = newId();
  await expect(openDexieLedger(deviceId)).rejects.toMatchObject({ name: 'StorageFailure', kind: 'damaged' });
  expect(await Dexie.exists(ledgerName(deviceId))).toBe(false);
  const { seed, ledger } = await begin();
  ledger.close();
  const db = new LedgerDatabase(seed.identity.deviceId);
  await db.meta.clear();
  db.close();
  await expect(openDexieLedger(seed.identity.deviceId)).rejects.toMatchObject({ kind: 'damaged' });
});

test('a ledger is never begun over one that is there', async () => {
  const { seed, ledger } = await begin();
  await ledger.append(anAppend());
  await expect(createDexieLedger(seed)).rejects.toMatchObject({ name: 'StorageFailure' });
  expect(await expectWhole(ledger, seed.epoch)).toBe(1);
});

test('a ledger whose beginning failed leaves nothing that looks like a device', async () => {
  const seed = await newSeed();
  // A key that can't be stored makes the write fail, as a full disk would.
  const keys = { ...seed.keys, pinKey: (() => undefined) as unknown as CryptoKey };
  await expect(createDexieLedger({ ...seed, keys })).rejects.toMatchObject({ name: 'StorageFailure' });
  expect(await Dexie.exists(ledgerName(seed.identity.deviceId))).toBe(false);
});

test('an append does not wait for, or get lost in, other work of the page', async () => {
  const { seed, ledger } = await begin();
  const noise = Array.from({ length: 20 }, (_, index) =>
    Promise.all([
      ledger.append(anAppend()),
      new Promise((resolve) => setTimeout(resolve, index)),
      crypto.subtle.digest('SHA-256', new Uint8Array(100_000)),
      ledger.readEntries(seed.epoch, 0, 50),
    ]),
  );
  await Promise.all(noise);
  expect(await expectWhole(ledger, seed.epoch)).toBe(20);
});

test('the device is the marked one, else the newest that lies here, else none', async () => {
  const names = await Dexie.getDatabaseNames();
  await Promise.all(names.map((name) => Dexie.delete(name)));
  expect(await findDevice(null)).toBeNull();
  expect(await findDevice('lost')).toBe('lost');
  const first = await newSeed();
  opened.push(await createDexieLedger(first));
  expect(await findDevice(null)).toBe(first.identity.deviceId);
  const second = await newSeed();
  const certificate = { ...second.identity.certificate, at: first.identity.certificate.at + 1 };
  const later = { ...second, identity: { ...second.identity, certificate } };
  opened.push(await createDexieLedger(later));
  await new Dexie('somebody-else').open().catch(() => undefined);
  expect(await findDevice(null)).toBe(later.identity.deviceId);
  expect(await findDevice(first.identity.deviceId)).toBe(first.identity.deviceId);
});

test('what is pending is told live, for sales of another tab too', async () => {
  const { seed, ledger } = await begin();
  const other = await reopen(seed);
  const heard: Pending[] = [];
  const subscription = liveQuery(() => readPending(ledger)).subscribe((pending) => heard.push(pending));
  await expect.poll(() => heard.at(-1)?.count).toBe(0);
  await ledger.append(anAppend());
  await expect.poll(() => heard.at(-1)?.count).toBe(1);
  await other.append(anAppend());
  await expect.poll(() => heard.at(-1)).toMatchObject({ count: 2, rupiah: 125_000 });
  subscription.unsubscribe();
});

test('the first move lifts the writer schema, so that a program that would misread it only reads from then on', async () => {
  const { seed, ledger } = await begin();
  await ledger.append(anAppend());
  const writerSchema = async (): Promise<number> => {
    const db = new LedgerDatabase(seed.identity.deviceId);
    const row = await db.meta.get('record');
    db.close();
    return row?.name === 'record' ? row.record.writerSchema : NaN;
  };
  const db = new LedgerDatabase(seed.identity.deviceId);
  const row = await db.meta.get('record');
  if (row?.name !== 'record') throw new Error('no record');
  await db.meta.put({ ...row, record: { ...row.record, writerSchema: 1 } });
  db.close();
  await ledger.append(anAppend());
  expect(await writerSchema()).toBe(1);
  const newEpoch = newEpochId();
  const wish = { epoch: seed.epoch, isOpen: true, reason: 'restore', parent: null, missingTo: null } as const;
  expect(await ledger.rehome({ ...wish, serverGen: 'g_1', newEpoch })).toBe('moved');
  expect(await writerSchema()).toBe(2);
});

test('a thousand entries move in one transaction, read in parts', async () => {
  const { seed, ledger } = await begin();
  for (let round = 0; round < 20; round += 1)
    await Promise.all(Array.from({ length: 50 }, () => ledger.append(anAppend())));
  const newEpoch = newEpochId();
  const wish = { epoch: seed.epoch, isOpen: true, reason: 'restore', parent: null, missingTo: null } as const;
  expect(await ledger.rehome({ ...wish, serverGen: 'g_1', newEpoch })).toBe('moved');
  expect(await expectWhole(ledger, newEpoch)).toBe(1000);
}, 60_000);
