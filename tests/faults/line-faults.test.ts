import { expect, test } from 'vitest';
import { flipPulls, flipPushes } from './flip-bits.ts';
import { crawl, nameFaults, reorderPushes } from './line-faults.ts';

/* The till's real sync and the real server over real HTTP; afterwards both ledgers are equal byte for byte. */

const MS_MAX = 180_000;

test(
  'one bit turned over in a push or in its reply is found by the protocol’s own hashes: nothing of it is believed or booked',
  async () => expect(await flipPushes({ trials: 200, seed: 'test' })).toMatchObject({ losses: 0, notes: [] }),
  MS_MAX,
);

test(
  'one bit turned over in a pull or in its page changes no row',
  async () => expect(await flipPulls({ trials: 150, seed: 'test' })).toMatchObject({ losses: 0, notes: [] }),
  MS_MAX,
);

test(
  'lost before or after, heard twice, silent in the middle, every status, a portal’s page, a redirect: all is sent in the end, once',
  async () => expect(await nameFaults()).toMatchObject({ losses: 0, notes: [] }),
  MS_MAX,
);

test(
  'a push that arrives after a newer one changes nothing',
  async () => expect(await reorderPushes(10)).toMatchObject({ losses: 0, notes: [] }),
  MS_MAX,
);

test(
  'a link of 40 kbit/s that takes 800 ms each way carries everything',
  async () => expect(await crawl(20)).toMatchObject({ losses: 0, notes: [] }),
  MS_MAX,
);
