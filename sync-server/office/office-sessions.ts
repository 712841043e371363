import { base64Url } from '#domain/ids.ts';
import { digest } from '../keys/signatures.ts';
import type { Clock, Random } from '../ports.ts';

const TOKEN_BYTES = 32;
const MINUTE_MS = 60_000;
const IDLE_MS = 15 * MINUTE_MS;
const ABSOLUTE_MS = 12 * 60 * MINUTE_MS;
const KEPT_MAX = 10_000;

/** Who sits in the office. What they may do is asked of the roster at each request. */
export interface OfficeSession {
  readonly coopId: string;
  readonly account: string;
  readonly staffId: string;
  /** The session ends then if nothing is asked before. */
  readonly idleUntil: number;
  /** The session ends then in any case. */
  readonly absoluteUntil: number;
}

/**
 * Sessions of people, in memory only: a restart signs everybody out and leaves nothing on the disk. Of a token only its hash
 * is kept.
 */
export class OfficeSessions {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #kept = new Map<string, OfficeSession>();

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  open(person: Pick<OfficeSession, 'coopId' | 'account' | 'staffId'>): {
    readonly token: string;
    readonly session: OfficeSession;
  } {
    const now = this.#clock.now();
    for (const [key, session] of this.#kept) if (isOver(session, now)) this.#kept.delete(key);
    const oldest = this.#kept.keys().next();
    if (this.#kept.size >= KEPT_MAX && oldest.done !== true) this.#kept.delete(oldest.value);
    const token = base64Url(this.#random.bytes(TOKEN_BYTES));
    const { coopId, account, staffId } = person;
    const session = { coopId, account, staffId, idleUntil: now + IDLE_MS, absoluteUntil: now + ABSOLUTE_MS };
    this.#kept.set(digest(token), session);
    return { token, session };
  }

  /** The live session of a token, which lives on from now. */
  find(token: string): OfficeSession | null {
    const key = digest(token);
    const session = this.#kept.get(key);
    const now = this.#clock.now();
    if (session === undefined) return null;
    if (isOver(session, now)) {
      this.#kept.delete(key);
      return null;
    }
    const moved = { ...session, idleUntil: Math.min(now + IDLE_MS, session.absoluteUntil) };
    this.#kept.set(key, moved);
    return moved;
  }

  close(token: string): void {
    this.#kept.delete(digest(token));
  }

  /** Ends all sessions of a person, for example because the password is another one now. */
  closeAllOf(coopId: string, staffId: string): void {
    for (const [key, session] of this.#kept)
      if (session.coopId === coopId && session.staffId === staffId) this.#kept.delete(key);
  }
}

function isOver(session: OfficeSession, now: number): boolean {
  return now >= session.idleUntil || now >= session.absoluteUntil;
}
