import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  contentHash,
  entryHash,
  firstBrokenLink,
  genesisHash,
  paperCode,
  type Genesis,
} from '#domain/chain.ts';

interface Vector {
  readonly what: string;
  readonly genesis: Genesis;
  readonly genesisHash: string;
  readonly entries: readonly { seq: number; factId: string; body: string; hash: string; paperCode: string }[];
}

const vectors = JSON.parse(
  readFileSync(new URL('./chain-vectors.json', import.meta.url), 'utf8'),
) as readonly Vector[];

const genesis: Genesis = {
  coopId: 'kkmp-graha-indah',
  deviceId: 'aaaaaaaaaaaaaaaaaaaaaa',
  epoch: '0123456789abcdef0123456789abcdef',
  parent: null,
  reason: 'install',
  missing: null,
};

function chainOf(bodies: readonly string[]) {
  let previous = genesisHash(genesis);
  return bodies.map((body, index) => {
    const factId = `019c6f3a-0000-7000-8000-${String(index).padStart(12, '0')}`;
    const hash = entryHash({ ...genesis, seq: index + 1, factId, body }, previous);
    previous = hash;
    return { seq: index + 1, factId, body, hash };
  });
}

const run = { coopId: genesis.coopId, epoch: genesis.epoch, fromSeq: 1, previousHash: genesisHash(genesis) };

describe('the chain', () => {
  test('holds three vectors', () => expect(vectors).toHaveLength(3));

  test.each(vectors)('gives the frozen hashes: $what', (vector) => {
    expect(genesisHash(vector.genesis)).toBe(vector.genesisHash);
    let previous = vector.genesisHash;
    for (const entry of vector.entries) {
      expect(entryHash({ ...vector.genesis, ...entry }, previous)).toBe(entry.hash);
      expect(paperCode(vector.genesis.coopId, entry.factId, contentHash(entry.body))).toBe(entry.paperCode);
      previous = entry.hash;
    }
  });

  test('holds when nothing was changed', () => {
    fc.assert(
      fc.property(fc.array(fc.json(), { maxLength: 20 }), (bodies) => {
        expect(firstBrokenLink(run, chainOf(bodies))).toBeNull();
      }),
    );
  });

  test('breaks at the first place that any single change touched', () => {
    const bodies = fc.array(fc.json(), { minLength: 1, maxLength: 12 });
    const change = fc.constantFrom('body', 'factId', 'hash', 'seq', 'removed', 'doubled', 'swapped');
    fc.assert(
      fc.property(bodies, fc.nat(), change, (list, pick, how) => {
        const chain = chainOf(list);
        const at = pick % chain.length;
        const tampered = tamper(chain, at, how);
        if (tampered === null) return;
        expect(firstBrokenLink(run, tampered)).toBe(at + 1 + (how === 'doubled' ? 1 : 0));
      }),
    );
  });

  test('every part of the genesis matters', () => {
    const original = genesisHash(genesis);
    const parent = { epoch: genesis.epoch, seq: 4, hash: 'f'.repeat(64) };
    const changed: Partial<Genesis>[] = [
      { coopId: 'other' },
      { deviceId: 'b' },
      { epoch: 'f'.repeat(32) },
      { parent },
      { reason: 'fork' },
      { missing: { from: 1, to: 2 } },
    ];
    for (const change of changed) expect(genesisHash({ ...genesis, ...change })).not.toBe(original);
  });
});

type Chain = ReturnType<typeof chainOf>;

function tamper(chain: Chain, at: number, how: string): Chain | null {
  const entry = chain[at];
  const next = chain[at + 1];
  if (entry === undefined) return null;
  if (how === 'body') return chain.with(at, { ...entry, body: `${entry.body} ` });
  if (how === 'factId') return chain.with(at, { ...entry, factId: '019c6f3a-0000-7000-8000-ffffffffffff' });
  if (how === 'hash')
    return chain.with(at, {
      ...entry,
      hash: entry.hash.replace(/^./, (digit) => (digit === '0' ? '1' : '0')),
    });
  if (how === 'seq') return chain.with(at, { ...entry, seq: entry.seq + 1 });
  if (how === 'doubled') return chain.toSpliced(at, 0, entry);
  // The last entry cut off leaves a chain that holds: only a signed head or a number on paper shows it.
  if (next === undefined) return null;
  return how === 'removed' ? chain.toSpliced(at, 1) : chain.with(at, next).with(at + 1, entry);
}
