import type { Store, StoreWriter } from '../store/store.ts';
import type { PokeBoard } from './poke-board.ts';

/** How far a transaction moved the streams of co-operatives. */
type Stamped = Map<string, { readonly coopId: string; readonly stream: string; readonly seq: number }>;

/**
 * Wraps a store, so that listeners are told of every stream that a transaction has moved, after it is committed and never
 * before: a device that is poked must find what it was poked for. This is the one place for it, whatever wrote (a push, the
 * office, an import by this process) and whichever database lies below.
 */
export function announceCommits<Kept extends Store>(store: Kept, board: PokeBoard): Kept {
  const write = async <Outcome>(work: (tx: StoreWriter) => Promise<Outcome>): Promise<Outcome> => {
    const stamped: Stamped = new Map();
    const outcome = await store.write((tx) => {
      // A transaction that the database makes us repeat begins anew.
      stamped.clear();
      return work(noting(tx, stamped));
    });
    for (const { coopId, stream, seq } of stamped.values()) board.tell(coopId, stream, seq);
    return outcome;
  };
  return new Proxy(store, {
    get: (target, name) => (name === 'write' ? write : boundTo(target, name)),
  });
}

function noting(tx: StoreWriter, stamped: Stamped): StoreWriter {
  const note = (coopId: string, stream: string, seq: number): number => {
    stamped.set(`${coopId}|${stream}`, { coopId, stream, seq });
    return seq;
  };
  const noted: Pick<StoreWriter, 'stampRows' | 'deleteRows'> = {
    stampRows: async (coopId, stream, rows) => note(coopId, stream, await tx.stampRows(coopId, stream, rows)),
    deleteRows: async (coopId, stream, deleted) =>
      note(coopId, stream, await tx.deleteRows(coopId, stream, deleted)),
  };
  return new Proxy(tx, {
    get: (target, name) =>
      name === 'stampRows' || name === 'deleteRows' ? noted[name] : boundTo(target, name),
  });
}

/** A method called through a proxy has to find its object's private parts. */
function boundTo(target: object, name: string | symbol): unknown {
  const value: unknown = Reflect.get(target, name);
  return typeof value === 'function' ? value.bind(target) : value;
}
