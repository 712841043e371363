import { expect, test } from 'vitest';
import { createMemoryLedger } from '../../src/storage/ledger/memory-ledger.ts';
import { countUnsentSales } from '../../src/storage/ledger/unsent-sales.ts';
import { accepted } from '#domain/result.ts';
import { aMark, anAppend, newId, newSeed, shiftOpenedFact } from './ledger-seed.ts';

test('only sales count that the server has not acknowledged, whatever else waits with them', async () => {
  const seed = await newSeed();
  const ledger = createMemoryLedger(seed);
  expect(await countUnsentSales(ledger)).toBe(0);
  const open = { factId: newId(), cart: null, isSame: () => true };
  await ledger.append({ ...open, decide: (state) => accepted(shiftOpenedFact(state)) });
  expect(await countUnsentSales(ledger)).toBe(0);
  for (let sale = 0; sale < 3; sale += 1) await ledger.append(anAppend());
  expect(await countUnsentSales(ledger)).toBe(3);
  await ledger.markPush(aMark(seed.epoch, { ackedTo: 2 }));
  expect(await countUnsentSales(ledger)).toBe(2);
  await ledger.markPush(aMark(seed.epoch, { ackedTo: 4 }));
  expect(await countUnsentSales(ledger)).toBe(0);
});
