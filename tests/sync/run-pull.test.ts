import { expect, test } from 'vitest';
import { epochIdFrom } from '#domain/ids.ts';
import { systemRandom } from '../../src/device/random.ts';
import { createMemoryLedger } from '../../src/storage/ledger/memory-ledger.ts';
import { runPull } from '../../src/sync/run-pull.ts';
import type { Transport } from '../../src/sync/transport.ts';
import { MemoryReplica, ReplicaDisk } from '../simulation/memory-replica.ts';
import { anAppend, newSeed } from '../storage/ledger-seed.ts';
import { aPage, OUTLET_STREAM, stockRow } from '../storage/replica-pages.ts';

test('a page that was asked for before a re-home is not taken: it says nothing of where the entries stand now', async () => {
  const seed = await newSeed();
  const ledger = createMemoryLedger(seed);
  await ledger.append(anAppend());
  const disk = new ReplicaDisk();
  const { pinKey } = seed.keys;
  const replica = new MemoryReplica(disk, { outletId: 'gi', pinKey }, () => undefined);
  const fork = { epoch: seed.epoch, isOpen: true, reason: 'fork', parent: null, missingTo: null } as const;
  const reply = aPage([stockRow('BRS-001', 9000, 1)], { reset: true });
  let asked = 0;
  const transport: Transport = {
    post: async (call) => {
      asked += 1;
      const newEpoch = epochIdFrom(systemRandom.bytes(16));
      if (asked === 1) await ledger.rehome({ ...fork, serverGen: seed.serverGen, newEpoch });
      return { ok: true, value: call.reply.parse(reply), tookMs: 1 };
    },
  };
  const run = { deviceId: seed.identity.deviceId, replica, ledger, transport, token: 'token' };
  const pull = async () => await runPull({ stream: OUTLET_STREAM, rowsMax: 250 }, run);
  expect(await pull()).toMatchObject({ ok: true, taken: { isTaken: false } });
  expect((await replica.readStock()).rows).toEqual([]);
  expect(await pull()).toMatchObject({ ok: true, taken: { isTaken: true, isCaughtUp: true } });
  expect((await replica.readStock()).rows).toHaveLength(1);
});
