import 'fake-indexeddb/auto';
import { expect, test, vi } from 'vitest';
import { systemRandom } from '../../src/device/random.ts';
import { createMemoryLedger } from '../../src/storage/ledger/memory-ledger.ts';
import { openReplica } from '../../src/storage/replica/dexie-replica.ts';
import { StorageFailure } from '../../src/storage/storage-failure.ts';
import { heldByAll, runRehome } from '../../src/sync/run-rehome.ts';
import { anAppend, newSeed } from '../storage/ledger-seed.ts';

const [A, B] = ['a'.repeat(32), 'b'.repeat(32)];

function held(acked: number, unapplied: number[] = [], quarantined: number[] = []) {
  return { acked, durable: acked, unapplied, quarantined };
}

test('an entry is in the rows of a device only when every stream holds it', () => {
  const coop = { [A]: held(9, [3]), [B]: held(2) };
  const outlet = { [A]: held(7, [], [5]) };
  expect(heldByAll([coop, outlet])).toEqual({ [A]: held(7, [3], [5]) });
  expect(heldByAll([coop])).toEqual(coop);
  expect(heldByAll([coop, {}])).toEqual({});
  expect(heldByAll([])).toEqual({});
});

test('what a lineage that was given up holds is shown anew also where the rows could not be asked for', async () => {
  const seed = await newSeed();
  const ledger = createMemoryLedger(seed);
  for (let sale = 0; sale < 2; sale += 1) await ledger.append(anAppend());
  const parent = await ledger.readEntry(seed.epoch, 1);
  if (parent === null) throw new Error('there is no parent');
  const replica = await openReplica({ ...seed.identity, pinKey: seed.keys.pinKey });
  vi.spyOn(replica, 'resetCursors').mockRejectedValueOnce(new StorageFailure('quota', 'full'));
  const rebuild = vi.fn<() => Promise<void>>(() => Promise.resolve());
  const nothing = () => Promise.resolve();
  const mirrors = { rebuild, takePage: nothing, takeVerdicts: nothing };
  const order = { kind: 'rehome', epoch: seed.epoch, isOpen: true, reason: 'fork', parent } as const;
  const tools = { ledger, replica, mirrors, random: systemRandom };
  await expect(runRehome({ ...order, missingTo: null, serverGen: 'g_1' }, tools)).rejects.toThrow(
    StorageFailure,
  );
  expect(await ledger.readEpochs()).toHaveLength(2);
  expect(rebuild).toHaveBeenCalledOnce();
  replica.close();
});
