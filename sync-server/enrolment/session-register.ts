import { base64Url } from '#domain/ids.ts';
import { NONCE_LIFE_MS, SESSION_LIFE_MS } from '#protocol/limits.ts';
import { digest } from '../keys/signatures.ts';
import type { Clock, Random } from '../ports.ts';

/** Who is at the other end of a request. */
export interface DeviceSession {
  readonly coopId: string;
  readonly deviceId: string;
  readonly outletId: string;
  /** A revoked device may still hand over what it holds, into quarantine; it reads nothing. */
  readonly isRevoked: boolean;
}

/** A session with its end, milliseconds since 1970. */
export interface OpenSession extends DeviceSession {
  readonly expiresAt: number;
}

const TOKEN_BYTES = 32;
const NONCE_BYTES = 24;
const KEPT_MAX = 100_000;

/** Things that live for a while, by name; what has expired is dropped when something new comes. */
class Expiring<Value> {
  readonly #kept = new Map<string, { readonly value: Value; readonly expiresAt: number }>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  put(key: string, value: Value, lifeMs: number): number {
    const now = this.#clock.now();
    for (const [old, { expiresAt }] of this.#kept) {
      // Insertion order is order of expiry, because all lives are equally long.
      if (expiresAt > now && this.#kept.size < KEPT_MAX) break;
      this.#kept.delete(old);
    }
    this.#kept.set(key, { value, expiresAt: now + lifeMs });
    return now + lifeMs;
  }

  peek(key: string): { readonly value: Value; readonly expiresAt: number } | null {
    const kept = this.#kept.get(key);
    return kept === undefined || kept.expiresAt <= this.#clock.now() ? null : kept;
  }

  /** Drops what a question holds of. */
  dropWhere(isMeant: (value: Value) => boolean): void {
    for (const [key, { value }] of this.#kept) if (isMeant(value)) this.#kept.delete(key);
  }

  take(key: string): Value | null {
    const value = this.peek(key)?.value ?? null;
    this.#kept.delete(key);
    return value;
  }
}

/**
 * Nonces and sessions, in memory only: a restart costs every device one round trip and leaves nothing behind on the disk.
 * Of a token only its hash is kept.
 */
export class SessionRegister {
  readonly #random: Random;
  readonly #nonces: Expiring<true>;
  readonly #sessions: Expiring<DeviceSession>;

  constructor(clock: Clock, random: Random) {
    this.#random = random;
    this.#nonces = new Expiring(clock);
    this.#sessions = new Expiring(clock);
  }

  makeNonce(): { nonce: string; expiresAt: number } {
    const nonce = base64Url(this.#random.bytes(NONCE_BYTES));
    return { nonce, expiresAt: this.#nonces.put(nonce, true, NONCE_LIFE_MS) };
  }

  /** True once for a live nonce. */
  useNonce(nonce: string): boolean {
    return this.#nonces.take(nonce) !== null;
  }

  /** True while the nonce lives: an enrolment asks again with the same bytes when a reply was lost. */
  isNonceLive(nonce: string): boolean {
    return this.#nonces.peek(nonce) !== null;
  }

  open(session: DeviceSession): { token: string; expiresAt: number } {
    const token = base64Url(this.#random.bytes(TOKEN_BYTES));
    return { token, expiresAt: this.#sessions.put(digest(token), session, SESSION_LIFE_MS) };
  }

  /** Ends a device's sessions, because what it may do is another matter now. */
  closeAllOf(coopId: string, deviceId: string): void {
    this.#sessions.dropWhere((session) => session.coopId === coopId && session.deviceId === deviceId);
  }

  find(token: string): OpenSession | null {
    const kept = this.#sessions.peek(digest(token));
    return kept === null ? null : { ...kept.value, expiresAt: kept.expiresAt };
  }
}
