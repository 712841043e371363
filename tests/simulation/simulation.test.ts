import { afterAll, expect, test } from 'vitest';
import { isSignedBy } from '../../sync-server/keys/signatures.ts';
import { huntMutants } from './hunt-mutants.ts';
import { readKept } from './kept.ts';
import { MUTANTS } from './mutants.ts';
import { Prng } from './prng.ts';
import { summaryOf, tableOf } from './report.ts';
import { runSeeds } from './run-seeds.ts';
import { SeedRunner } from './seed-runner.ts';
import { fixedKey } from './sim-keys.ts';

const SEEDS = 2000;
/** A slow machine takes several times as long as ours. */
const PATIENCE_MS = 10 * 60_000;

const runner = new SeedRunner();
afterAll(() => runner.stop());

test('the same seed gives the same history to the last line, and another seed another one', async () => {
  const other = new SeedRunner();
  try {
    const [first, again, next] = [await runner.run(7), await other.run(7), await other.run(8)];
    expect(again).toEqual(first);
    expect(next.hash).not.toBe(first.hash);
    expect(first.counts['steps']).toBeGreaterThan(50);
  } finally {
    await other.stop();
  }
});

test('a signature is real, and the same in every run: damage to one byte of it does the same each time', () => {
  const { sign, publicKey } = fixedKey('someone');
  expect(isSignedBy(publicKey, 'a text', sign('a text'))).toBe(true);
  expect(isSignedBy(publicKey, 'another text', sign('a text'))).toBe(false);
  expect(sign('a text')).toBe(
    'f-CPbm5hRtqgFt_e6CO-5Y_Vc1XninYqVgLNBiNfZ6Wt8b_qizRGVv6-zux1AroeYQJPPlWpGUpowNsVTOaAeA',
  );
});

test('chance has 128 bits of state: no draw comes back, and streams of one seed go their own ways', () => {
  const drawn = new Set<string>();
  for (const [seed, stream] of [
    [1, 0],
    [1, 1],
    [2, 0],
  ] as const) {
    const prng = new Prng(seed, stream);
    for (let draw = 0; draw < 1000; draw += 1) drawn.add(`${prng.next()} ${prng.next()}`);
  }
  expect(drawn.size).toBe(3000);
});

test.each(readKept())('what has failed once holds: $name', async ({ plan }) => {
  expect((await runner.live(plan)).fault).toBeNull();
});

test(
  `in ${SEEDS} seeds no sale is lost, doubled or altered, and every fault has been tried`,
  async () => {
    const report = await runSeeds({ from: 1, count: SEEDS });
    console.log(summaryOf(report));
    const { trials, failed, untried, unlike } = report;
    expect(failed.map(({ seed, fault }) => `npm run simulate -- --seed ${seed}: ${fault?.message}`)).toEqual(
      [],
    );
    expect({ trials, untried, unlike }).toEqual({ trials: SEEDS, untried: [], unlike: [] });
  },
  PATIENCE_MS,
);

test(
  'every planted bug is caught',
  async () => {
    const catches = await huntMutants();
    console.log(tableOf(catches));
    expect(catches.map(({ mutant }) => mutant)).toEqual(MUTANTS.map(({ name }) => name));
    // A bug that only makes a program fall over was not noticed by any invariant.
    const missed = catches.filter(({ seeds, invariant }) => seeds === null || invariant === 'crash');
    expect(missed).toEqual([]);
  },
  PATIENCE_MS,
);
