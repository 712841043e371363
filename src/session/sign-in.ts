import type { Staff } from '#domain/coop.ts';
import { standsAtTill } from '#domain/permissions.ts';
import type { SignInRefusal } from '#domain/refusal.ts';
import { accepted, refused, type Result } from '#domain/result.ts';
import type { Clock } from '../device/clock.ts';
import type { LedgerPort, Moment, PinLock } from '../storage/ledger/ledger-port.ts';
import { sealPin } from '../storage/replica/pin-seal.ts';
import type { Replica, RowOf } from '../storage/replica/replica.ts';
import { hashPin, isSameText } from './pin-hash.ts';
import { useSession } from './session-store.ts';

/** What signing in needs of the workplace; the two rooms may not import each other, but the shapes fit. */
export interface SignInPlace {
  readonly ledger: LedgerPort;
  readonly replica: Pick<Replica, 'readRow'>;
  readonly clock: Clock;
  readonly boot: number;
  readonly present: { staff: Staff | null };
  readonly recordPinFailure: (staff: Staff, failures: number) => Promise<void>;
}

export interface LockState {
  /** Wrong PINs that are still free before the next wait; 0 while waiting. */
  readonly triesLeft: number;
  /** How long until a PIN may be tried, milliseconds; 0 when it may be tried now. */
  readonly waitMs: number;
}

type SignInResult = Result<Staff, SignInRefusal>;

/** Where somebody is signed in, so that signing out clears the right place. */
let here: SignInPlace | null = null;

/** One PIN is checked at a time, or a burst of tries would all be checked before the first is counted. */
let lastTry: Promise<unknown> = Promise.resolve();

/**
 * Signs a person in with the 6-digit PIN, with or without a link. Five tries, then waits of 1, 2, 4 … 30 minutes that
 * neither a restart nor a changed clock can shorten. Every failure is a fact.
 * @throws StorageFailure when the device's memory can't be read or written
 */
export async function signIn(place: SignInPlace, staffId: string, pin: string): Promise<SignInResult> {
  const turn = lastTry.then(() => tryPin(place, staffId, pin));
  lastTry = turn.catch(() => undefined);
  return await turn;
}

/** Leaves the device to the next person. The cart stays. */
export function signOut(): void {
  if (here !== null) here.present.staff = null;
  here = null;
  useSession.setState({ staff: null });
}

/** Whether a person may try a PIN now. Asking is also what lets a wait run down. */
export async function lockStateOf(place: SignInPlace, staffId: string): Promise<LockState> {
  const { triesLeft, waitMs } = await place.ledger.readPinLock(staffId, momentOf(place));
  return { triesLeft, waitMs };
}

async function tryPin(place: SignInPlace, staffId: string, pin: string): Promise<SignInResult> {
  const row = await place.replica.readRow('staff', staffId);
  if (row === null || row.pin === null || !row.isActive || !standsAtTill(row.role)) {
    return refused({ kind: 'staff-unknown' });
  }
  const lock = await place.ledger.readPinLock(staffId, momentOf(place));
  if (lock.waitMs > 0) return refused({ kind: 'pin-locked', waitMs: lock.waitMs });
  const staff = staffOf(row);
  if (await isPinOf(place, row.pin, pin)) {
    if (lock.failures > 0) await place.ledger.clearPinFailures(staffId);
    enter(place, staff);
    return accepted(staff);
  }
  return refused(await fail(place, staff));
}

async function isPinOf(
  place: SignInPlace,
  kept: NonNullable<RowOf<'staff'>['pin']>,
  pin: string,
): Promise<boolean> {
  const { pinKey } = await place.ledger.readKeys();
  const seal = await sealPin(pinKey, await hashPin(pin, kept.salt, kept.rounds));
  return isSameText(seal, kept.hash);
}

/** The count is written before the fact: cutting the power in between must not give a free try. */
async function fail(place: SignInPlace, staff: Staff): Promise<SignInRefusal> {
  const lock: PinLock = await place.ledger.notePinFailure(staff.id, momentOf(place));
  await place.recordPinFailure(staff, lock.failures);
  return lock.waitMs > 0
    ? { kind: 'pin-locked', waitMs: lock.waitMs }
    : { kind: 'pin-wrong', triesLeft: lock.triesLeft };
}

function enter(place: SignInPlace, staff: Staff): void {
  place.present.staff = staff;
  here = place;
  useSession.setState({ staff });
}

function momentOf(place: SignInPlace): Moment {
  return { boot: place.boot, mono: place.clock.mono() };
}

function staffOf({ id, name, role, isActive }: RowOf<'staff'>): Staff {
  return { id, name, role, isActive };
}
