import { expect, test } from 'vitest';
import { heldByAll } from '../../src/sync/run-rehome.ts';

const [A, B] = ['a'.repeat(32), 'b'.repeat(32)];

function held(acked: number, unapplied: number[] = [], quarantined: number[] = []) {
  return { acked, durable: acked, unapplied, quarantined };
}

test('an entry is in the rows of a device only when every stream holds it', () => {
  const coop = { [A]: held(9, [3]), [B]: held(2) };
  const outlet = { [A]: held(7, [], [5]) };
  expect(heldByAll([coop, outlet])).toEqual({ [A]: held(7, [3], [5]) });
  expect(heldByAll([coop])).toEqual(coop);
  expect(heldByAll([coop, {}])).toEqual({});
  expect(heldByAll([])).toEqual({});
});
