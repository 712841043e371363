import type { LedgerDefect } from '../../../sync-server/commands/verify-ledger.ts';
import type { TestLedger } from './device.ts';
import { change, edit, entryAt, indexOf, lastOf, rechain, without } from './file-lines.ts';
import { signHead, type Line } from './ledger-file.ts';
import { forge, resign, strangeCheckpoint, type LedgerScene } from './ledger-scene.ts';

export type Tamper = (lines: Line[], scene: LedgerScene) => readonly (Line | string)[];
type Tampering = readonly [what: string, found: LedgerDefect, tamper: Tamper];

/** What can be done to the server's file, and what it has to be found as. */
export const TAMPERED: readonly Tampering[] = [
  ['a flipped byte in a body', 'hash_differs', (all) => edit(all, 5, () => ({ tz: 'Asia/Makassaq' }))],
  ['a changed total of a sale', 'hash_differs', (all) => edit(all, 5, () => ({ totalRupiah: 1 }))],
  [
    'another actor',
    'hash_differs',
    (all) => edit(all, 5, () => ({ actor: { staffId: 'budi', role: 'cashier' } })),
  ],
  ['another number on paper', 'hash_differs', (all) => edit(all, 5, () => ({ number: 'GI-A-000099' }))],
  ['another time', 'hash_differs', (all) => edit(all, 5, ({ at }) => ({ at: Number(at) + 1 }))],
  [
    'another factId',
    'hash_differs',
    (all) => change(all, entryAt(all, 5), { factId: '019c6f3a-1234-7000-8000-000000000001' }),
  ],
  ['a changed hash', 'hash_differs', (all) => change(all, entryAt(all, 5), { hash: 'ab'.repeat(32) })],
  ['a removed middle', 'seq_differs', (all) => without(all, entryAt(all, 5))],
  [
    'a removed middle, renumbered and hashed again',
    'checkpoint_differs',
    (all) => rechain(without(all, entryAt(all, 5))),
  ],
  [
    'a removed middle shows in the totals too',
    'totals_differ',
    (all) => rechain(without(all, entryAt(all, 5))),
  ],
  [
    'a removed middle shows in the numbers on paper too',
    'number_gap',
    (all) => rechain(without(all, entryAt(all, 5))),
  ],
  ['a tail cut below a checkpoint', 'checkpoint_beyond', (all) => rechain(without(all, entryAt(all, 12)))],
  [
    'two entries swapped',
    'seq_differs',
    (all) => {
      const [a, b] = [entryAt(all, 5), entryAt(all, 6)];
      return all.with(a, all[b] ?? {}).with(b, all[a] ?? {});
    },
  ],
  [
    'two entries swapped and hashed again',
    'number_gap',
    (all) => {
      const [a, b] = [entryAt(all, 5), entryAt(all, 6)];
      return rechain(all.with(a, all[b] ?? {}).with(b, all[a] ?? {}));
    },
  ],
  ['a doubled entry', 'seq_differs', (all) => all.toSpliced(entryAt(all, 5), 0, all[entryAt(all, 5)] ?? {})],
  [
    'a doubled entry, hashed again',
    'fact_doubled',
    (all) => rechain(all.toSpliced(entryAt(all, 5), 0, all[entryAt(all, 5)] ?? {})),
  ],
  ['an inserted entry', 'seq_differs', (all) => all.toSpliced(entryAt(all, 5), 0, inserted(all))],
  [
    'an inserted entry, hashed again',
    'number_doubled',
    (all) => rechain(all.toSpliced(entryAt(all, 5), 0, inserted(all))),
  ],
  ['a renumbered entry', 'seq_differs', (all) => change(all, entryAt(all, 12), { seq: 13 })],
  [
    'a total raised and hashed again',
    'amounts_differ',
    (all) => rechain(edit(all, 5, () => ({ totalRupiah: 99_000 }))),
  ],
  [
    'running totals lowered and hashed again',
    'totals_differ',
    (all) => rechain(edit(all, 5, (body) => ({ totals: { ...(body['totals'] as Line), gross: 1 } }))),
  ],
  [
    'cash made of a transfer, hashed again',
    'totals_differ',
    (all) =>
      rechain(
        edit(all, 5, ({ totalRupiah }) => ({
          payments: [{ method: 'transfer', amountRupiah: totalRupiah }],
        })),
      ),
  ],
  [
    'a number on paper given twice, hashed again',
    'number_doubled',
    (all) => rechain(edit(all, 5, () => ({ number: 'GI-A-000004' }))),
  ],
  [
    'a body that is no fact, hashed again',
    'body_unreadable',
    (all) => rechain(change(all, entryAt(all, 5), { body: '{"a":1,"a":2}' })),
  ],
  [
    'everything hashed and signed again by the tablet',
    'checkpoint_differs',
    (all, scene) =>
      resign(
        scene,
        edit(all, 11, () => ({ actor: { staffId: 'budi', role: 'cashier' } })),
      ),
  ],
  [
    'the ledger of another device',
    'genesis_differs',
    (all, scene) => change(all, 0, { deviceId: scene.other.deviceId }),
  ],
  [
    'an entry of another device',
    'hash_differs',
    (all, scene) => all.with(entryAt(all, 2), { line: 'entry', ...scene.other.ledger.entries[1] }),
  ],
  [
    'an epoch of another device',
    'genesis_differs',
    (all, scene) =>
      change(all, indexOf(all, 'epoch'), {
        epoch: scene.other.ledger.epoch,
        base: { seq: 0, hash: scene.other.ledger.genesis, totals: scene.other.ledger.startTotals },
      }),
  ],
  ['another co-operative', 'genesis_differs', (all) => change(all, 0, { coopId: 'kkmp-lain' })],
  [
    'another co-operative, hashed again',
    'checkpoint_forged',
    (all) => rechain(change(all, 0, { coopId: 'kkmp-lain' })),
  ],
  [
    'an entry in another epoch',
    'seq_differs',
    (all) => all.toSpliced(entryAt(all, 3, 1), 0, all[entryAt(all, 4)] ?? {}),
  ],
  [
    'an epoch with another name',
    'genesis_differs',
    (all) => change(all, indexOf(all, 'epoch'), { epoch: 'ab'.repeat(16) }),
  ],
  [
    'an epoch twice',
    'epoch_doubled',
    (all) => all.toSpliced(indexOf(all, 'epoch', 1), 0, all[indexOf(all, 'epoch')] ?? {}),
  ],
  [
    'another beginning',
    'genesis_differs',
    (all) =>
      change(all, indexOf(all, 'epoch', 1), { open: { parent: null, reason: 'install', missing: null } }),
  ],
  [
    'another beginning, hashed again',
    'checkpoint_differs',
    (all) =>
      rechain(
        change(all, indexOf(all, 'epoch', 1), { open: { parent: null, reason: 'install', missing: null } }),
      ),
  ],
  [
    'a parent moved back, hashed again',
    'parent_differs',
    (all) => {
      const open = all[indexOf(all, 'epoch', 1)]?.['open'] as { parent: Line };
      return rechain(
        change(all, indexOf(all, 'epoch', 1), { open: { ...open, parent: { ...open.parent, seq: 11 } } }),
      );
    },
  ],
  [
    'other totals to start from',
    'start_differs',
    (all) => {
      const base = all[indexOf(all, 'epoch', 1)]?.['base'] as Line;
      return change(all, indexOf(all, 'epoch', 1), {
        base: { ...base, totals: { gross: 1, cash: 1, sales: 1, voids: 0, drawer: 0 } },
      });
    },
  ],
  [
    'a file whose epochs stand in another order',
    'misplaced_line',
    (all) => {
      const [a, b] = [indexOf(all, 'epoch'), indexOf(all, 'epoch', 1)];
      return [...all.slice(0, a), ...all.slice(b, -1), ...all.slice(a, b), ...all.slice(-1)];
    },
  ],
  [
    'a file whose entries stand in another order',
    'seq_differs',
    (all) => {
      const [a, b] = [entryAt(all, 1), entryAt(all, 12)];
      return [...all.slice(0, a), ...all.slice(a, b + 1).toReversed(), ...all.slice(b + 1)];
    },
  ],
  [
    'another place where an entry first stood',
    'origin_differs',
    (all) => {
      const origin = all[entryAt(all, 2, 1)]?.['origin'] as Line;
      return change(all, entryAt(all, 2, 1), { origin: { ...origin, hash: 'cd'.repeat(32) } });
    },
  ],
  [
    'a forged checkpoint',
    'checkpoint_forged',
    (all, scene) =>
      change(all, indexOf(all, 'checkpoint', 1), {
        signature: forge(scene, all[indexOf(all, 'checkpoint', 1)] ?? {}, scene.other.privateKey),
      }),
  ],
  [
    'a checkpoint of another device',
    'checkpoint_forged',
    (all, scene) => change(all, indexOf(all, 'checkpoint', 1), strangeCheckpoint(scene)),
  ],
  [
    'a checkpoint with another time',
    'checkpoint_forged',
    (all) => change(all, indexOf(all, 'checkpoint', 1), { at: 1 }),
  ],
  ['a dropped checkpoint', 'checkpoint_hole', (all) => rechain(without(all, indexOf(all, 'checkpoint', 1)))],
  [
    'a checkpoint twice',
    'checkpoint_doubled',
    (all) =>
      rechain(all.toSpliced(indexOf(all, 'checkpoint', 1), 0, all[indexOf(all, 'checkpoint', 1)] ?? {})),
  ],
  [
    'a checkpoint before its entry',
    'misplaced_line',
    (all) => {
      const at = indexOf(all, 'checkpoint');
      return without(all, at).toSpliced(entryAt(all, 1), 0, all[at] ?? {});
    },
  ],
  [
    'a truncated line',
    'unreadable_line',
    (all) => all.map((line, at) => (at === entryAt(all, 5) ? JSON.stringify(line).slice(0, 200) : line)),
  ],
  [
    'a key twice in a line',
    'unreadable_line',
    (all) =>
      all.map((line, at) =>
        at === entryAt(all, 5) ? JSON.stringify(line).replace('"seq":5', '"seq":99,"seq":5') : line,
      ),
  ],
  ['a file that was cut off', 'cut_off', (all) => all.slice(0, -1)],
  [
    'whole pushes cut off the end with their checkpoints',
    'counts_differ',
    (all) => [...all.slice(0, entryAt(all, 4, 1)), ...all.slice(-1)],
  ],
  ['something after the end', 'misplaced_line', (all) => [...all, all[entryAt(all, 5)] ?? {}]],
  ['no certificate', 'certificate_missing', (all) => without(all, indexOf(all, 'certificate'))],
  [
    'the certificate of another device',
    'certificate_foreign',
    (all, scene) => change(all, indexOf(all, 'certificate'), { ...scene.other.certificate }),
  ],
  [
    'a forged certificate',
    'certificate_forged',
    (all) => change(all, indexOf(all, 'certificate'), { outletId: 'XX' }),
  ],
  [
    'another key of the server',
    'checkpoint_forged',
    (all, scene) => change(all, indexOf(all, 'key'), { publicKey: scene.other.publicKey }),
  ],
  ['something else altogether', 'not_a_ledger', () => [{ hello: 1 }]],
  ['an empty file', 'not_a_ledger', () => []],
  ['a file of a newer program', 'newer_version', (all) => change(all, 0, { version: 2 })],
];

/** The same to the tablet's file. */
export const TAMPERED_ON_THE_TABLET: readonly Tampering[] = [
  [
    'a head signed by another device',
    'head_forged',
    (all, scene) => {
      const { seq, hash, totals } = all[lastOf(all, 'head')] as {
        seq: number;
        hash: string;
        totals: TestLedger['totals'];
      };
      return change(all, lastOf(all, 'head'), {
        signature: signHead(scene.other, scene.second.epoch, { seq, hash, totals }),
      });
    },
  ],
  [
    'other totals beside a signature',
    'head_differs',
    (all) => {
      const totals = all[lastOf(all, 'head')]?.['totals'] as Line;
      return change(all, lastOf(all, 'head'), { totals: { ...totals, gross: 1 } });
    },
  ],
  ['a signature for another entry', 'head_differs', (all) => change(all, lastOf(all, 'head'), { seq: 5 })],
  [
    'everything hashed again without the tablet',
    'head_forged',
    (all) =>
      change(rechain(edit(all, 11, () => ({ app: 'x' }))), indexOf(all, 'head'), {
        hash: rechain(edit(all, 11, () => ({ app: 'x' })))[entryAt(all, 12)]?.['hash'],
      }),
  ],
  [
    'everything hashed and signed again with it',
    'checkpoint_differs',
    (all, scene) =>
      resign(
        scene,
        edit(all, 11, () => ({ app: 'x' })),
      ),
  ],
  [
    'a tail cut below the checkpoint, signed again',
    'checkpoint_beyond',
    (all, scene) => resign(scene, without(all, entryAt(all, 12))),
  ],
];

function inserted(lines: readonly Line[]): Line {
  return { ...lines[entryAt(lines, 4)], factId: '019c6f3a-1234-7000-8000-000000000001' };
}
