import { Dexie } from 'dexie';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { base64Url } from '#domain/ids.ts';
import { systemClock } from '../../src/device/clock.ts';
import { listFolders } from '../../src/device/file-folder.ts';
import { systemRandom } from '../../src/device/random.ts';
import { createDexieLedger, openDexieLedger } from '../../src/storage/ledger/dexie-ledger.ts';
import type { LedgerPort } from '../../src/storage/ledger/ledger-port.ts';
import { openReplica } from '../../src/storage/replica/dexie-replica.ts';
import type { Replica } from '../../src/storage/replica/replica.ts';
import { StorageFailure, type StorageFailureKind } from '../../src/storage/storage-failure.ts';
import { runSync } from '../../src/sync/run-sync.ts';
import { sendNow, startSync } from '../../src/sync/sync-loop.ts';
import { UNKNOWN_STATUS, useSyncStatus } from '../../src/sync/sync-status.ts';
import { anAppend, COOP, newSeed } from '../storage/ledger-seed.ts';
import { FakeServer } from './fake-server.ts';

/* The browser's own locks, channels, databases and keys; only the network is a test's. */

let server: FakeServer;
let ledger: LedgerPort;
let replica: Replica;
let endings: (() => void)[];

/** What other tests have left lies in this origin too, and whoever leads would bring it to the server. */
async function clearBrowser(): Promise<void> {
  await Promise.all((await Dexie.getDatabaseNames()).map((name) => Dexie.delete(name)));
  const root = await navigator.storage.getDirectory();
  for (const name of await listFolders()) await root.removeEntry(name, { recursive: true });
}

beforeEach(async () => {
  await clearBrowser();
  useSyncStatus.setState(UNKNOWN_STATUS);
  const seed = await newSeed();
  const publicKey = await crypto.subtle.exportKey('raw', seed.keys.signing.publicKey);
  server = await new FakeServer(COOP, base64Url(new Uint8Array(publicKey)), Date.now).prepare();
  const identity = { ...seed.identity, serverKey: server.serverKey };
  ledger = await createDexieLedger({ ...seed, identity });
  const { deviceId, outletId } = identity;
  replica = await openReplica({ deviceId, outletId, pinKey: seed.keys.pinKey });
  vi.stubGlobal('fetch', server.fetch);
  endings = [];
});

afterEach(() => {
  for (const end of endings) end();
  ledger.close();
  replica.close();
  vi.unstubAllGlobals();
});

/** A tab of this device, with a connection of its own to the ledger. */
async function openTab(): Promise<ReturnType<typeof runSync>> {
  const { identity } = await ledger.readMeta();
  const own = await openDexieLedger(identity.deviceId);
  const place = { identity, ledger: own, replica, clock: systemClock, random: systemRandom, build: 'test' };
  const tab = runSync(place, () => undefined);
  endings.push(
    () => tab.stop(),
    () => own.close(),
  );
  return tab;
}

async function unsent(): Promise<number> {
  const [epoch] = await ledger.readEpochs();
  return epoch === undefined ? NaN : epoch.seq - epoch.acked;
}

test('a sale is sent because it was written, without anybody calling', async () => {
  await openTab();
  await expect.poll(() => server.pushes().length).toBe(1);
  await ledger.append(anAppend());
  await expect.poll(unsent).toBe(0);
  await expect.poll(() => useSyncStatus.getState()).toMatchObject({ state: 'ok', pendingCount: 0 });
});

test('of two tabs one sends, and when it is closed the other does', async () => {
  const first = await openTab();
  await expect.poll(() => server.pushes().length).toBe(1);
  const second = await openTab();
  await ledger.append(anAppend());
  await expect.poll(unsent).toBe(0);
  expect(server.heard.filter(({ path }) => path.endsWith('/session'))).toHaveLength(1);
  const before = server.pushes().length;
  second.sendNow();
  await expect.poll(() => server.pushes().length).toBe(before + 1);
  expect(server.heard.filter(({ path }) => path.endsWith('/session'))).toHaveLength(1);
  first.stop();
  await expect.poll(() => server.heard.filter(({ path }) => path.endsWith('/session')).length).toBe(2);
});

test('a sale that could not be saved shows on the badge at once and until one is saved', async () => {
  const tab = await openTab();
  const shown = () => useSyncStatus.getState().state;
  const failing = (kind: StorageFailureKind) =>
    anAppend({
      fact: () => {
        throw new StorageFailure(kind, 'As a full disk does');
      },
    });
  await expect.poll(shown).toBe('ok');
  await expect(ledger.append(failing('blocked'))).rejects.toMatchObject({ kind: 'blocked' });
  expect(shown()).toBe('ok');
  await expect(ledger.append(failing('quota'))).rejects.toMatchObject({ kind: 'quota' });
  expect(shown()).toBe('storage');
  // What the sync itself can write is not what the person could not.
  const before = server.pushes().length;
  tab.sendNow();
  await expect.poll(() => server.pushes().length).toBe(before + 1);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(shown()).toBe('storage');
  await ledger.append(anAppend());
  expect(shown()).not.toBe('storage');
  await expect.poll(unsent).toBe(0);
  await expect.poll(shown).toBe('ok');
});

test('the part that sends is loaded when it is started, and stops when it is told', async () => {
  const { identity } = await ledger.readMeta();
  const place = { identity, ledger, replica, clock: systemClock, random: systemRandom, build: 'test' };
  const sync = startSync(place, () => undefined);
  await expect.poll(() => server.pushes().length).toBe(1);
  sendNow();
  await expect.poll(() => server.pushes().length).toBe(2);
  sync.stop();
  await ledger.append(anAppend());
  sendNow();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(server.pushes()).toHaveLength(2);
});
