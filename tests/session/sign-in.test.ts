import { pbkdf2Sync } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { factOfOwnBody } from '#protocol/own-body.ts';
import { PIN_ROUNDS } from '#domain/pin.ts';
import { hashPin } from '../../src/session/pin-hash.ts';
import { lockStateOf, signIn, signOut } from '../../src/session/sign-in.ts';
import { useSession } from '../../src/session/session-store.ts';
import { anotherTab, openTill, PIN, restart, rina, yusuf, type Till } from '../actions/till.ts';

const MINUTE_MS = 60_000;
const WRONG = '000000';

let till: Till;

beforeEach(async () => {
  till = await openTill({ hasOpenShift: false });
  signOut();
});

/** Types wrong PINs, sitting out the waits between them. */
async function failTimes(place: Till, count: number): Promise<void> {
  for (let time = 0; time < count; time += 1) {
    place.clock.pass((await lockStateOf(place, rina.id)).waitMs);
    await signIn(place, rina.id, WRONG);
  }
}

test('the right PIN signs in, on the screen and for the acts', async () => {
  const answer = await signIn(till, rina.id, PIN);
  expect(answer).toEqual({ ok: true, value: rina });
  expect(useSession.getState().staff).toEqual(rina);
  expect(till.present.staff).toEqual(rina);
  signOut();
  expect(useSession.getState().staff).toBeNull();
  expect(till.present.staff).toBeNull();
});

test('a PIN hashed with all its rounds is recognised', async () => {
  const slow = await openTill({ hasOpenShift: false, pinRounds: PIN_ROUNDS });
  expect((await signIn(slow, rina.id, PIN)).ok).toBe(true);
});

test('a PIN is hashed as the server hashes it', async () => {
  const salt = Buffer.from('0123456789abcdef0123456789abcdef', 'hex');
  const expected = pbkdf2Sync(PIN, salt, PIN_ROUNDS, 32, 'sha256').toString('base64url');
  expect(await hashPin(PIN, salt.toString('base64url'), PIN_ROUNDS)).toBe(expected);
});

test.each([
  ['an admin, who has no business at a till', yusuf.id],
  ['somebody without a PIN', 'baru'],
  ['somebody who has left', 'pergi'],
  ['a name that is not on the list', 'nobody'],
])('%s is not let in', async (_who, staffId) => {
  expect(await signIn(till, staffId, PIN)).toEqual({ ok: false, refusal: { kind: 'staff-unknown' } });
});

test('four wrong PINs are free and count down, the fifth starts a wait of a minute', async () => {
  const answers = [];
  for (let time = 0; time < 5; time += 1) answers.push(await signIn(till, rina.id, WRONG));
  expect(answers.map((answer) => !answer.ok && answer.refusal)).toEqual([
    { kind: 'pin-wrong', triesLeft: 4 },
    { kind: 'pin-wrong', triesLeft: 3 },
    { kind: 'pin-wrong', triesLeft: 2 },
    { kind: 'pin-wrong', triesLeft: 1 },
    { kind: 'pin-locked', waitMs: MINUTE_MS },
  ]);
});

test('during a wait even the right PIN is refused, and nothing more is counted', async () => {
  await failTimes(till, 5);
  till.clock.pass(30_000);
  expect(await signIn(till, rina.id, PIN)).toEqual({
    ok: false,
    refusal: { kind: 'pin-locked', waitMs: 30_000 },
  });
  till.clock.pass(30_000);
  expect((await signIn(till, rina.id, PIN)).ok).toBe(true);
});

test('waits double to half an hour and stay there', async () => {
  await failTimes(till, 4);
  const waits: number[] = [];
  for (let time = 0; time < 8; time += 1) {
    await signIn(till, rina.id, WRONG);
    const { waitMs } = await lockStateOf(till, rina.id);
    waits.push(waitMs / MINUTE_MS);
    till.clock.pass(waitMs);
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
});

test('success forgets the wrong PINs', async () => {
  await failTimes(till, 4);
  await signIn(till, rina.id, PIN);
  expect(await lockStateOf(till, rina.id)).toEqual({ triesLeft: 5, waitMs: 0 });
});

test('one person’s wrong PINs do not lock another out', async () => {
  await failTimes(till, 6);
  expect((await signIn(till, 'hendra', PIN)).ok).toBe(true);
});

test('a restart does not shorten a wait', async () => {
  await failTimes(till, 7);
  const restarted = await restart(till);
  expect(await signIn(restarted, rina.id, PIN)).toMatchObject({ ok: false, refusal: { kind: 'pin-locked' } });
  expect((await lockStateOf(restarted, rina.id)).waitMs).toBe(4 * MINUTE_MS);
  restarted.clock.pass(4 * MINUTE_MS);
  expect((await signIn(restarted, rina.id, PIN)).ok).toBe(true);
});

test.each([
  ['back', -365],
  ['forward', 365],
])('setting the clock %s by a year does not shorten a wait', async (_way, days) => {
  await failTimes(till, 6);
  till.clock.setWall(till.clock.now() + days * 24 * 60 * MINUTE_MS);
  expect((await lockStateOf(till, rina.id)).waitMs).toBe(2 * MINUTE_MS);
});

test('a second tab does not shorten a wait', async () => {
  await failTimes(till, 6);
  const other = await anotherTab(till);
  expect(await signIn(other, rina.id, PIN)).toMatchObject({ ok: false, refusal: { kind: 'pin-locked' } });
});

test('a burst of tries is counted one by one, so that it brings no more than five', async () => {
  const burst = await Promise.all(Array.from({ length: 12 }, () => signIn(till, rina.id, WRONG)));
  const kinds = burst.map((answer) => (answer.ok ? 'in' : answer.refusal.kind));
  expect(kinds.filter((kind) => kind === 'pin-wrong')).toHaveLength(4);
  expect(kinds.filter((kind) => kind === 'pin-locked')).toHaveLength(8);
});

test('every failure is a fact, without an open shift and without the digits', async () => {
  await failTimes(till, 2);
  const [epoch] = await till.ledger.readEpochs();
  const entries = await till.ledger.readEntries(epoch?.epoch ?? '', 0, 10);
  const facts = entries.map((entry) => factOfOwnBody(entry.body));
  expect(facts).toMatchObject([
    {
      kind: 'pin.failed',
      failures: 1,
      actor: { staffId: 'rina', role: 'cashier' },
      businessDate: '2026-11-23',
    },
    { kind: 'pin.failed', failures: 2, moves: [], tz: 'Asia/Makassar' },
  ]);
  expect(JSON.stringify(entries)).not.toContain(WRONG);
});

test('a revoked device still says that the PIN was wrong', async () => {
  await till.ledger.patchMeta({ isRevoked: true });
  expect(await signIn(till, rina.id, WRONG)).toEqual({
    ok: false,
    refusal: { kind: 'pin-wrong', triesLeft: 4 },
  });
});

test('the replica never holds the hash that came with the roster', async () => {
  const row = await till.replica.readRow('staff', rina.id);
  expect(row?.pin?.hash).not.toBe(await hashPin(PIN, row?.pin?.salt ?? '', 1000));
});
