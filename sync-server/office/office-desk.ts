import type { Staff } from '#domain/coop.ts';
import { accepted, refused, type Result } from '#domain/result.ts';
import type { AcceptInvitation, ChangePassword, OfficeSignIn } from '#protocol/office/session.ts';
import type { Problem } from '#protocol/problem.ts';
import { WrongGuesses } from '../enrolment/wrong-guesses.ts';
import type { AccountRecord, LockKey } from '../store/office-store.ts';
import type { StoreReader } from '../store/store.ts';
import { isKnownPassword } from './known-password.ts';
import type { OfficeGround } from './office-ground.ts';
import type { OfficeSession } from './office-sessions.ts';
import { addressGroup, FAILURES_KEPT_MS, lockAfterFailure, waitMsOf } from './sign-in-lock.ts';
import { personOf, readCoopName, type OfficePerson } from './who.ts';

/** A session that has just begun, with the token for its cookie. */
export interface OpenedSession {
  readonly token: string;
  readonly person: OfficePerson;
}

/** A refusal, and how long to wait where waiting helps. */
export type SignInRefusal = Problem & { readonly waitMs?: number };

/** An account's name as it was typed, and the co-operative it is meant in. */
interface AccountAddress {
  readonly coopId: string;
  readonly account: string;
}

const ACCOUNT = /^([a-z0-9][a-z0-9._-]{1,39})(?:@([A-Za-z0-9_-]{1,64}))?$/;

/** Lets people into the office, and out again. */
export class OfficeDesk {
  readonly #ground: OfficeGround;
  readonly #wrongGuesses: WrongGuesses;

  constructor(ground: OfficeGround) {
    this.#ground = ground;
    this.#wrongGuesses = new WrongGuesses(ground.clock);
  }

  /** @param address where the request came from; wrong passwords are counted by account and address */
  async signIn(request: OfficeSignIn, address: string): Promise<Result<OpenedSession, SignInRefusal>> {
    const { store, clock, passwords } = this.#ground;
    const where = await store.read((snapshot) => addressOf(snapshot, request.account));
    const key = this.#lockKey(where, address);
    const lock = await store.read((snapshot) => snapshot.office.readLock(key));
    const waitMs = waitMsOf(lock, clock.now());
    if (waitMs > 0) return refused({ problem: 'credentials_locked', waitMs });
    const account = await store.read((snapshot) => snapshot.office.readAccount(where.coopId, where.account));
    const isRight = await passwords.isSame(request.password, account?.password ?? null);
    const staff = isRight && account !== null ? await this.#staffOf(account) : null;
    if (account === null || staff === null) return this.#countFailure(key);
    await store.write((tx) => tx.office.deleteLock(key));
    return accepted(this.#open(account, staff));
  }

  /** Somebody who was invited chooses a password, and is signed in. The code counts once. */
  async acceptInvitation(
    request: AcceptInvitation,
    address: string,
  ): Promise<Result<OpenedSession, SignInRefusal>> {
    const { store, clock, keys, passwords } = this.#ground;
    if (this.#wrongGuesses.isLocked(addressGroup(address))) return refused({ problem: 'code_locked' });
    const codeHash = keys.hideCode(request.code);
    const account = await store.read(async (snapshot) => {
      const where = await addressOf(snapshot, request.account);
      return snapshot.office.readAccount(where.coopId, where.account);
    });
    const staff = account === null ? null : await this.#staffOf(account);
    if (account === null || staff === null || account.invitedCodeHash !== codeHash) {
      this.#wrongGuesses.count(addressGroup(address));
      return refused({ problem: 'code_wrong' });
    }
    if (clock.now() >= (account.invitedUntil ?? 0)) return refused({ problem: 'code_expired' });
    if (await this.isPasswordKnown(request.newPassword, account, staff))
      return refused({ problem: 'password_common' });
    const password = await passwords.hash(request.newPassword);
    const isTaken = await store.write(async (tx) => {
      await tx.lockCoop(account.coopId);
      const now = await tx.office.readAccount(account.coopId, account.account);
      if (now?.invitedCodeHash !== codeHash) return false;
      await tx.office.putAccount({
        ...account,
        password,
        invitedCodeHash: null,
        invitedUntil: null,
        changedAt: clock.now(),
      });
      return true;
    });
    if (!isTaken) return refused({ problem: 'code_used' });
    this.#ground.officeSessions.closeAllOf(account.coopId, account.staffId);
    return accepted(this.#open(account, staff));
  }

  /** One's own password, with the old one. All sessions of the person end, and a new one begins. */
  async changePassword(
    session: OfficeSession,
    request: ChangePassword,
    address: string,
  ): Promise<Result<OpenedSession, SignInRefusal>> {
    const { store, clock, passwords, officeSessions } = this.#ground;
    const { coopId } = session;
    const key = this.#lockKey(session, address);
    const { account, lock } = await store.read(async (snapshot) => ({
      account: await snapshot.office.readAccount(coopId, session.account),
      lock: await snapshot.office.readLock(key),
    }));
    const waitMs = waitMsOf(lock, clock.now());
    if (waitMs > 0) return refused({ problem: 'credentials_locked', waitMs });
    const isRight = await passwords.isSame(request.password, account?.password ?? null);
    const staff = isRight && account !== null ? await this.#staffOf(account) : null;
    if (account === null || staff === null) return this.#countFailure(key);
    if (await this.isPasswordKnown(request.newPassword, account, staff))
      return refused({ problem: 'password_common' });
    const password = await passwords.hash(request.newPassword);
    await store.write(async (tx) => {
      await tx.office.putAccount({ ...account, password, changedAt: clock.now() });
      await tx.office.deleteLock(key);
    });
    officeSessions.closeAllOf(coopId, account.staffId);
    return accepted(this.#open(account, staff));
  }

  /** True for a password that somebody would try first for this account. */
  async isPasswordKnown(
    password: string,
    account: AccountAddress,
    staff: Pick<Staff, 'name'>,
  ): Promise<boolean> {
    const coopName = await this.#ground.store.read((snapshot) => readCoopName(snapshot, account.coopId));
    return isKnownPassword(password, [coopName, account.coopId, staff.name, account.account]);
  }

  #open(account: AccountRecord, staff: Staff): OpenedSession {
    const { token, session } = this.#ground.officeSessions.open(account);
    return { token, person: { session, staff } };
  }

  async #staffOf(account: AccountRecord): Promise<Staff | null> {
    return this.#ground.store.read((snapshot) => personOf(snapshot, this.#ground.knowledge, account));
  }

  #lockKey({ coopId, account }: AccountAddress, address: string): LockKey {
    // An address is somebody's, so only a keyed hash of it is kept.
    return { coopId, account, addressHash: this.#ground.keys.hideCode(`address|${addressGroup(address)}`) };
  }

  async #countFailure(key: LockKey): Promise<Result<never, SignInRefusal>> {
    const { store, clock } = this.#ground;
    const now = clock.now();
    await store.write(async (tx) => {
      await tx.office.deleteLocks(now - FAILURES_KEPT_MS);
      await tx.office.putLock(key, lockAfterFailure(await tx.office.readLock(key), now));
    });
    return refused({ problem: 'credentials_wrong' });
  }
}

/**
 * Which account is meant. A bare name is enough where the server keeps the books of one co-operative; `name@coopId` always
 * is. What can't be an account gets an address that nobody has, so that it is treated like any unknown one.
 */
async function addressOf(snapshot: StoreReader, typed: string): Promise<AccountAddress> {
  const [, account, named] = ACCOUNT.exec(typed.trim().toLowerCase()) ?? [];
  if (account === undefined) return { coopId: '', account: '' };
  const coops = await snapshot.readCoops();
  const found = coops.find(({ coopId }) => coopId.toLowerCase() === named) ?? null;
  if (named !== undefined) return { coopId: found?.coopId ?? '', account };
  return { coopId: coops.length === 1 ? (coops[0]?.coopId ?? '') : '', account };
}
