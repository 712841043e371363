import type { Patch } from './patches.ts';

/** A bug that somebody might well write, planted while a thread loads the product. */
export interface Mutant {
  readonly name: string;
  readonly patches: readonly Patch[];
}

const LEDGER = 'src/storage/ledger';
const REPLICA = 'src/storage/replica';

/**
 * The test of the tests: with any of these in it the product must fail. The first fourteen are the drafts that `journal-and-sync`
 * warns of, the last is a fault that the simulator found in the product.
 */
export const MUTANTS: readonly Mutant[] = [
  {
    name: 'prune on ack',
    patches: [
      {
        file: `${LEDGER}/prune-entries.ts`,
        find: 'return Math.min(epoch.acked, mine.acked, durable, open - 1);',
        put: 'return Math.min(epoch.acked, mine.acked, open - 1);',
      },
    ],
  },
  {
    name: 'dedupe by seq',
    patches: [
      {
        file: 'sync-server/ledger/compare-lineage.ts',
        find: "if (hashAt(entry.seq) !== entry.hash) return { outcome: 'fork', matched };",
        put: '',
      },
    ],
  },
  {
    name: "ack by the server's head",
    patches: [
      {
        file: 'src/sync/push-lane.ts',
        find: 'return mark(next, answer.epoch, { ackedTo: matchedSeq, ackedBackTo: null });',
        put: 'return mark(next, answer.epoch, { ackedTo: answer.serverAcked, ackedBackTo: null });',
      },
    ],
  },
  {
    name: 'retry only on the next write',
    patches: [
      {
        file: 'src/sync/lanes.ts',
        find: "commands: [{ kind: 'wait', lane, ...range }],",
        put: "commands: lane === 'push' ? [] : [{ kind: 'wait', lane, ...range }],",
      },
    ],
  },
  {
    name: 'cursor from a sequence',
    patches: [
      {
        file: 'sync-server/ledger/accept-push.ts',
        find: '  return ground.store.write(async (tx) => {\n',
        put: `  const reserved = (globalThis.lastReserved = (globalThis.lastReserved ?? 1000) + 100);
  await globalThis.later();
  return ground.store.write(async (tx) => {
    globalThis.reserved = reserved;
`,
      },
      {
        file: 'sync-server/store/sql-writer.ts',
        find: '    const head = heads[0]?.head ?? 0;\n    const first',
        put: `    const head = (globalThis.reserved ?? heads[0]?.head ?? 0) + rows.length;
    globalThis.reserved = head;
    await sql\`update stream_head set head = max(head - \${rows.length}, \${head}) where coop_id = \${coopId} and stream = \${stream}\`.execute(this.db);
    const first`,
      },
    ],
  },
  {
    name: 'one stamp for all rows',
    patches: [
      {
        file: `${REPLICA}/replica-views.ts`,
        find: 'stamp: isOlder ? null : (stamps.get(row.stampId) ?? null)',
        put: 'stamp: [...stamps.values()].at(-1) ?? null',
      },
    ],
  },
  {
    name: 'wipe on generation change',
    patches: [
      {
        file: `${LEDGER}/mark-entries.ts`,
        find: '  if (rows.record === record) return;\n',
        put: `  if (rows.record === record) return;
  for (const { epoch, acked } of epochs) await tx.dropEntries(epoch, { from: 1, to: acked });
`,
      },
    ],
  },
  {
    name: 'relaxed durability',
    patches: [
      {
        file: `${LEDGER}/memory-ledger.ts`,
        find: '    for (const write of tx.writes) write();\n',
        put: '    this.unflushed = this.copy();\n    for (const write of tx.writes) write();\n',
      },
      {
        file: `${LEDGER}/memory-ledger.ts`,
        find: '    this.#life += 1;\n',
        put: `    this.#life += 1;
    if (this.unflushed !== undefined) {
      this.record = this.unflushed.record;
      for (const table of ['epochs', 'entries', 'placeOfFact', 'lastSeq', 'carts']) copyInto(this.unflushed[table], this[table]);
      this.unflushed = undefined;
    }
`,
      },
    ],
  },
  {
    name: 'poison blocks',
    patches: [
      {
        file: 'sync-server/ledger/accept-push.ts',
        find: '  const chain = checkRequestChain(session.coopId, request);\n',
        put: `  const chain = checkRequestChain(session.coopId, request);
  if (request.entries.some(({ body }) => body.includes('"failures":-1'))) return refused({ problem: 'malformed' });
`,
      },
    ],
  },
  {
    name: 're-key on fork',
    patches: [
      {
        file: `${LEDGER}/rehome-entries.ts`,
        find: '  const { factId, body } = row;\n',
        put: '  const { body } = row;\n  const factId = row.factId.slice(0, -4) + hash4(row.hash);\n',
      },
      {
        file: `${LEDGER}/rehome-entries.ts`,
        find: 'return { ...kept, epoch, seq, hash, origin };',
        put: 'return { ...kept, factId, epoch, seq, hash, origin };',
      },
      {
        file: `${LEDGER}/rehome-entries.ts`,
        find: '/** Only server time counts,',
        put: 'function hash4(hash: string): string {\n  return hash.slice(0, 4);\n}\n\n/** Only server time counts,',
      },
    ],
  },
  {
    name: 'cursor without generation',
    patches: [
      {
        file: 'sync-server/ledger/read-page.ts',
        find: 'if (cursor === null || cursor.gen !== now.serverGen) return true;',
        put: 'if (cursor === null) return true;',
      },
      {
        file: `${REPLICA}/store-page.ts`,
        find: 'target.seq === reply.from && target.gen === reply.serverGen && target.scopeHash === reply.scopeHash;',
        put: 'target.seq === reply.from && target.scopeHash === reply.scopeHash;',
      },
    ],
  },
  {
    name: "duplicate doesn't touch stock",
    patches: [
      {
        file: 'sync-server/ledger/examine-entries.ts',
        find: "status: 'duplicate', reason: null, effect: 'touch', findings: []",
        put: "status: 'duplicate', reason: null, effect: 'none', findings: []",
      },
    ],
  },
  {
    name: 'blind ack',
    patches: [
      { file: 'src/sync/run-push.ts', find: 'outcome: reply.outcome,', put: "outcome: 'ok'," },
      {
        file: 'src/sync/run-push.ts',
        find: 'matchedSeq: matched?.seq ?? null,',
        put: 'matchedSeq: request.entries.at(-1)?.seq ?? request.base.seq,',
      },
      {
        file: 'src/sync/run-push.ts',
        find: 'isOwnHash: matched !== null && ownHashAt(request, matched.seq) === matched.hash,',
        put: 'isOwnHash: true,',
      },
    ],
  },
  {
    name: 'push only the current epoch',
    patches: [
      {
        file: 'src/sync/push-lane.ts',
        find: 'const unsent = state.epochs.filter((line) => line.acked < line.seq);',
        put: 'const unsent = state.epochs.filter((line) => line.isOpen && line.acked < line.seq);',
      },
    ],
  },
  {
    name: 'quarantined goods stay sold on the screen',
    patches: [
      {
        file: `${REPLICA}/own-moves.ts`,
        find: 'return [...ids, ...this.#settle(view.caughtUp)];',
        put: 'this.#settle(view.caughtUp);\n    return ids;',
      },
    ],
  },
];
