import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyLedger, type LedgerDefect } from '../../sync-server/commands/verify-ledger.ts';
import { measureVerify } from '../bench/verify-bench.ts';
import { enrolledDevice } from './builders/device.ts';
import { change, edit, entryAt, indexOf, lastOf, parse, rechain, without } from './builders/file-lines.ts';
import { FileShelf, serverFile, type Line } from './builders/ledger-file.ts';
import { madeUp, openScene, type LedgerScene } from './builders/ledger-scene.ts';
import { TAMPERED, TAMPERED_ON_THE_TABLET } from './builders/tampering.ts';

let scene: LedgerScene;
const shelf = new FileShelf();

beforeAll(async () => {
  scene = await openScene();
});

afterAll(async () => {
  shelf.clear();
  await scene.shop.close();
});

async function defectsOf(
  lines: readonly (Line | string)[],
  against: readonly string[] = [],
): Promise<LedgerDefect[]> {
  const path = shelf.put(lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))));
  return (await verifyLedger(path, against)).defects.map(({ kind }) => kind);
}

describe('what nobody touched is sound', () => {
  test('as the server writes it', async () => {
    const report = await verifyLedger(shelf.put(scene.byServer));
    expect(report).toMatchObject({
      isSound: true,
      defects: [],
      entries: 18,
      checkpoints: 6,
      unknownKinds: 0,
    });
    expect(report.epochs.map(({ from, seq, hash, covered }) => [from, seq, hash, covered])).toEqual([
      [1, 12, scene.first.hashAt(12), 12],
      [1, 6, scene.second.hashAt(6), 6],
    ]);
  });

  test('as the tablet writes it', async () => {
    const report = await verifyLedger(shelf.put(scene.byDevice));
    expect(report).toMatchObject({ isSound: true, defects: [], entries: 18, checkpoints: 2 });
    expect(report.epochs.map(({ covered, signed }) => [covered, signed])).toEqual([
      [12, 12],
      [6, 6],
    ]);
  });

  test('as the server writes its own ledger, which no device signs', async () => {
    const report = await verifyLedger(shelf.put(await serverFile(scene.shop, 'server')));
    expect(report).toMatchObject({ isSound: true, checkpoints: 0 });
    expect(report.entries).toBeGreaterThan(5);
  });

  test('with a name in it that other readers take for an end of line', async () => {
    const strange = await enrolledDevice(scene.shop, 'strange');
    strange.ledger.appendSale({ number: 'GI-C-000001', patch: { app: 'a\u2028b\u2029c\rd' } });
    await strange.push();
    expect(await defectsOf(await serverFile(scene.shop, strange.deviceId))).toEqual([]);
  });

  test('against the server’s list, and against the head on a Z, also where paper has only its beginning', async () => {
    const list = shelf.put(await serverFile(scene.shop, scene.device.deviceId, true));
    const heads = [
      `${scene.first.epoch}:9:${scene.first.hashAt(9)}`,
      `${scene.second.epoch}:6:${scene.second.hashAt(6).slice(0, 12)}`,
    ];
    expect(await defectsOf(scene.byServer, [list, ...heads])).toEqual([]);
    expect(await defectsOf(scene.byDevice, [list, ...heads])).toEqual([]);
  });
});

describe('tampering is found, and named:', () => {
  test.each(TAMPERED)('%s (%s)', async (_what, found, tamper) => {
    expect(await defectsOf(tamper(parse(scene.byServer), scene))).toContain(found);
  });

  test.each(TAMPERED_ON_THE_TABLET)('%s (%s)', async (_what, found, tamper) => {
    expect(await defectsOf(tamper(parse(scene.byDevice), scene))).toContain(found);
  });

  test('one change makes few complaints, and never one for each entry behind it', async () => {
    const all = parse(scene.byServer);
    for (const tampered of [
      edit(all, 2, () => ({ app: 'x' })),
      without(all, entryAt(all, 2)),
      all.with(entryAt(all, 2), all[entryAt(all, 3)] ?? {}),
    ])
      expect((await defectsOf(tampered)).length).toBeLessThanOrEqual(8);
  });
});

describe('what a file can’t show by itself', () => {
  /** The newest push is gone with its checkpoint, and everything that is left agrees. */
  const shortened = (): Line[] => {
    const all = parse(scene.byServer);
    return rechain([...all.slice(0, entryAt(all, 4, 1)), ...all.slice(-1)]);
  };

  test('a tail that was cut with its newest checkpoints: the server’s list shows it', async () => {
    expect(await defectsOf(shortened())).toEqual([]);
    const list = shelf.put(await serverFile(scene.shop, scene.device.deviceId, true));
    expect(await defectsOf(shortened(), [list])).toEqual(['against_gone', 'against_dropped']);
  });

  test('a tail that was cut with its newest checkpoints: the head on a Z shows it', async () => {
    expect(await defectsOf(shortened(), [`${scene.second.epoch}:5:${scene.second.hashAt(5)}`])).toEqual([
      'against_gone',
    ]);
    expect(await defectsOf(shortened(), [`${scene.second.epoch}:3:${scene.second.hashAt(3)}`])).toEqual([]);
  });

  test('a whole epoch that was cut: the list and the Z show it', async () => {
    const all = parse(scene.byServer);
    const lines = rechain([...all.slice(0, indexOf(all, 'epoch', 1)), ...all.slice(-1)]);
    expect(await defectsOf(lines)).toEqual([]);
    const list = shelf.put(await serverFile(scene.shop, scene.device.deviceId, true));
    expect(await defectsOf(lines, [list])).toContain('against_gone');
  });

  test('a server that was made up: the list shows another key', async () => {
    const lines = madeUp(scene);
    expect(await defectsOf(lines)).toEqual([]);
    const list = shelf.put(await serverFile(scene.shop, scene.device.deviceId, true));
    expect(await defectsOf(lines, [list])).toEqual(
      expect.arrayContaining(['against_differs', 'against_key']),
    );
  });

  test('a Z with another head is told from one that fits', async () => {
    expect(await defectsOf(scene.byServer, [`${scene.first.epoch}:9:${scene.first.hashAt(8)}`])).toEqual([
      'against_differs',
    ]);
  });

  test('a list of another device, or one that nobody signed, counts for nothing', async () => {
    const foreign = shelf.put(await serverFile(scene.shop, scene.other.deviceId, true));
    expect(await defectsOf(scene.byServer, [foreign])).toContain('against_foreign');
    const list = parse(await serverFile(scene.shop, scene.device.deviceId, true));
    const forged = change(list, lastOf(list, 'checkpoint'), { at: 1 });
    expect(
      await defectsOf(scene.byServer, [shelf.put(forged.map((line) => JSON.stringify(line)))]),
    ).toContain('against_foreign');
  });

  test('what lies before a pruned ledger begins is counted, not accused', async () => {
    const all = parse(scene.byDevice);
    const base = { seq: 6, hash: scene.first.hashAt(6), totals: scene.first.totalsAt(6) };
    const [from, to] = [entryAt(all, 1), entryAt(all, 6)];
    const pruned = change(all, indexOf(all, 'epoch'), { base }).toSpliced(from, to - from + 1);
    const lines = pruned.with(-1, { line: 'end', entries: 12, checkpoints: 2 });
    const path = shelf.put(lines.map((line) => JSON.stringify(line)));
    const list = shelf.put(await serverFile(scene.shop, scene.device.deviceId, true));
    expect(await verifyLedger(path, [list])).toMatchObject({ isSound: true, notCompared: 1 });
  });
});

test('a long ledger is proved in little memory, and well in time', async () => {
  const { isSound, entries, milliseconds, megabytes } = await measureVerify(8000);
  expect([isSound, entries]).toEqual([true, 8000]);
  // The whole measure is 100,000 entries in 30 s and 200 MB (`npm run bench`); a busy machine gets its share of patience here.
  expect(milliseconds).toBeLessThan(15_000);
  expect(megabytes).toBeLessThan(140);
}, 30_000);

test('the witness imports nothing but Node', () => {
  const source = readFileSync(
    join(import.meta.dirname, '../../sync-server/commands/verify-ledger.ts'),
    'utf8',
  );
  const imported = [...source.matchAll(/^(?:import|export)[^;]* from '([^']+)';/gm)].map(([, name]) => name);
  expect(imported).toEqual(['node:crypto', 'node:fs', 'node:v8']);
  expect(source).not.toMatch(/require\(|import\(|^import '/m);
});
