import { expect, test } from 'vitest';
import { RUPIAH_MAX } from '#domain/money.ts';
import { pushRequestSchema } from '#protocol/push.ts';
import { createMemoryLedger } from '../../src/storage/ledger/memory-ledger.ts';
import { readPending } from '../../src/storage/ledger/ledger-live.ts';
import { signText } from '../../src/sync/device-signature.ts';
import { buildPush } from '../../src/sync/push-request.ts';
import { sell } from '../storage/ledger-kit.ts';
import { newSeed } from '../storage/ledger-seed.ts';

test('unsent sales worth more than one amount may be are still a push that the wire knows', async () => {
  const seed = await newSeed();
  const ledger = createMemoryLedger(seed);
  for (let sale = 0; sale < 2; sale += 1) await sell(ledger, { priceRupiah: RUPIAH_MAX });
  expect((await readPending(ledger)).rupiah).toBe(2 * RUPIAH_MAX);
  const push = await buildPush(
    { epoch: seed.epoch, afterSeq: 0, entriesMax: 50 },
    {
      identity: seed.identity,
      ledger,
      sign: (text) => signText(seed.keys.signing.privateKey, text),
      note: { build: '0.1.0+test', schema: 1, isPersisted: true, now: 1_795_400_000_000 },
    },
  );
  expect(pushRequestSchema.safeParse(push).error).toBeUndefined();
  expect(push?.client).toMatchObject({ pending: 2, pendingRupiah: RUPIAH_MAX });
});
