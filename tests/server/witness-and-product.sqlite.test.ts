import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Fact } from '#domain/facts.ts';
import { paperNumberOf } from '#domain/paper-number.ts';
import { factSchemas } from '#protocol/fact.ts';
import { KNOWN_KINDS, verifyLedger } from '../../sync-server/commands/verify-ledger.ts';
import vectors from '../domain/chain-vectors.json' with { type: 'json' };
import { findings } from './builders/books.ts';
import { enrolledDevice } from './builders/device.ts';
import { FakeRandom } from './builders/fake-world.ts';
import { FileShelf, serverFile } from './builders/ledger-file.ts';
import { proveFlips } from './builders/flip-trials.ts';
import { openScene, type LedgerScene } from './builders/ledger-scene.ts';

const FLIPS = 400;

let scene: LedgerScene;
const shelf = new FileShelf();

beforeAll(async () => {
  scene = await openScene();
});

afterAll(async () => {
  shelf.clear();
  await scene.shop.close();
});

describe('the witness and the product say the same', () => {
  test(`of ${FLIPS} files with one character changed, down to the place where it first shows`, async () => {
    const { trials, losses, broken } = await proveFlips(scene, FLIPS);
    expect({ trials, losses }).toEqual({ trials: FLIPS, losses: [] });
    expect(broken).toBeGreaterThan(FLIPS * 0.9);
  });

  test('of the chain vectors that both are built on', async () => {
    for (const { genesis, genesisHash: hash, entries } of vectors) {
      const { coopId, deviceId, epoch, parent, reason, missing } = genesis;
      const sums = { gross: 0, cash: 0, sales: 0, voids: 0, drawer: 0 };
      const lost =
        missing === null ? null : { ...(missing as object), totalsBefore: sums, totalsAfter: null };
      const lines = [
        {
          line: 'header',
          format: 'gerai-ledger',
          version: 1,
          proto: 1,
          coopId,
          deviceId,
          writtenBy: 'device',
          checkpoints: 'newest',
          madeAt: 0,
          reason: 'asked',
        },
        {
          line: 'epoch',
          epoch,
          open: { parent, reason, missing: lost },
          series: null,
          base: { seq: 0, hash, totals: null },
        },
        ...entries.map(({ seq, factId, body, hash: of }) => ({
          line: 'entry',
          seq,
          factId,
          hash: of,
          body,
          origin: null,
        })),
        { line: 'end', entries: entries.length, checkpoints: 0 },
      ];
      const { defects } = await verifyLedger(shelf.put(lines.map((line) => JSON.stringify(line))));
      const kinds = new Set(defects.map(({ kind }) => kind));
      // The vectors are about hashes: their sums and numbers don't run on, and nobody signed them.
      for (const kind of [
        'genesis_differs',
        'hash_differs',
        'seq_differs',
        'unreadable_line',
        'body_unreadable',
      ])
        expect(kinds).not.toContain(kind);
    }
  });

  test('of running totals and of numbers on paper', async () => {
    const { shop } = scene;
    const device = await enrolledDevice(shop, 'sums');
    const { ledger } = device;
    const random = new FakeRandom('sums');
    const numbers: string[] = [];
    for (let count = 1; count <= 40; count += 1) {
      const [lot = 0, wrong = 0] = random.bytes(2);
      const number =
        wrong % 7 === 0 && numbers.length > 0
          ? (numbers.at(-1) ?? '')
          : `GI-Q-${String(count).padStart(6, '0')}`;
      numbers.push(number);
      const raised =
        wrong % 5 === 0 ? { totals: { ...ledger.totals, gross: ledger.totals.gross + lot } } : {};
      ledger.appendSale({ milli: 100 + lot * 10, number, patch: raised });
    }
    await device.push();
    const said = (await findings(shop)).filter((finding) => finding.deviceId === device.deviceId);
    const places = (kind: string): string[] =>
      said
        .filter((finding) => finding.kind === kind)
        .map(
          ({ factId }) => `${ledger.epoch}:${ledger.entries.find((entry) => entry.factId === factId)?.seq}`,
        )
        .toSorted();
    const { defects } = await verifyLedger(shelf.put(await serverFile(shop, device.deviceId)));
    const found = (kind: string): string[] =>
      defects
        .filter((defect) => defect.kind === kind)
        .map(({ place }) => /[0-9a-f]{32}:\d+/.exec(place)?.[0] ?? '')
        .toSorted();
    expect(places('totals_mismatch').length).toBeGreaterThan(3);
    expect(found('totals_differ')).toEqual(places('totals_mismatch'));
    expect(places('number_repeated').length).toBeGreaterThan(1);
    expect(found('number_doubled')).toEqual(places('number_repeated'));
  });

  test('of which kinds of facts there are, and which of them stand on numbered paper', () => {
    expect(KNOWN_KINDS.toSorted()).toEqual(Object.keys(factSchemas).toSorted());
    const numbered = KNOWN_KINDS.filter(
      (kind) => paperNumberOf({ kind: kind as Fact['kind'], number: 'GI-A-000001' }) !== null,
    );
    expect(numbered.toSorted()).toEqual(['sale.recorded', 'shift.closed']);
  });
});
