import type { Poke } from '#protocol/poke.ts';
import type { Clock } from '../device/clock.ts';
import type { Random } from '../device/random.ts';
import { heldDelay, pickDelay, retryDelay, type DelayRange } from './backoff.ts';
import type { PokeEars } from './read-pokes.ts';
import type { Failure } from './sync-model.ts';

/** A line that held for this long counts as one that works: the next wait is a short one again. */
const STEADY_MS = 15_000;

/** What the line moves. The sync driver is one. */
export interface PokeTarget {
  /** A token that counts by our clock, or null. */
  token(): string | null;
  /** The server is there: both lanes try at once. */
  kick(): void;
  hearPoke(poke: Poke): void;
  /** Asks for all rows, and so for a session when there is none. */
  pullNow(): void;
}

export interface PokeLineParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly isVisible: () => boolean;
  readonly target: PokeTarget;
  /** Opens a line and resolves with the reason of its end. */
  readonly listen: (token: string, ears: PokeEars, signal: AbortSignal) => Promise<Failure>;
}

/**
 * Keeps one line to the server open in the tab that leads. It only hurries the lanes, which ask every minute anyway: nothing
 * may rest on it.
 *
 * ```
 *   off ──lead──▶ no token ──session──▶ listening ──ended──▶ resting ──timer, online, visible──▶ listening …
 *                    ▲                      │ 401, token too old
 *                    └──────────────────────┘ (asks for rows, which brings a session)
 * ```
 */
export class PokeLine {
  readonly #parts: PokeLineParts;
  #phase: 'off' | 'no-token' | 'listening' | 'resting' | 'held' = 'off';
  #attempts = 0;
  #refusedToken: string | null = null;
  #ending = new AbortController();
  #callOff: () => void = () => undefined;

  constructor(parts: PokeLineParts) {
    this.#parts = parts;
  }

  /** This tab listens from now on, or no more. */
  lead(isLeader: boolean): void {
    if (isLeader === (this.#phase !== 'off')) return;
    if (isLeader) return this.#connect();
    this.#phase = 'off';
    this.#callOff();
    this.#ending.abort();
  }

  /** Something has changed: perhaps there is a session now. */
  look(): void {
    if (this.#phase === 'no-token' && this.#usableToken() !== null) this.#connect();
  }

  /** The network came back or a person looks: waiting is pointless, except where the server asked for it. */
  hurry(): void {
    if (this.#phase !== 'resting') return;
    this.#callOff();
    this.#connect();
  }

  #connect(): void {
    const token = this.#usableToken();
    if (token === null) {
      this.#phase = 'no-token';
      this.#parts.target.pullNow();
      return;
    }
    this.#phase = 'listening';
    this.#ending = new AbortController();
    void this.#listen(token, this.#ending.signal);
  }

  async #listen(token: string, signal: AbortSignal): Promise<void> {
    const { clock, target, listen } = this.#parts;
    const startedAt = clock.mono();
    let openedAt: number | null = null;
    const onOpen = (): void => {
      openedAt = clock.mono();
      target.kick();
    };
    const failure = await listen(token, { onOpen, onPoke: (poke) => target.hearPoke(poke) }, signal);
    if (signal.aborted) return;
    const now = clock.mono();
    const wasSteady = openedAt !== null && now - openedAt >= STEADY_MS;
    this.#attempts = wasSteady ? 1 : this.#attempts + 1;
    this.#end(failure, token, openedAt === null ? now - startedAt : 0);
  }

  #end(failure: Failure, token: string, tookMs: number): void {
    switch (failure.kind) {
      case 'unauthenticated':
        // By our clock it still counts, but the server has lost it: only a new one may be tried.
        this.#refusedToken = token;
        return this.#connect();
      case 'revoked':
        this.#phase = 'off';
        return;
      case 'busy':
        return failure.retryAfterMs === null
          ? this.#rest(tookMs)
          : this.#wait('held', heldDelay(failure.retryAfterMs));
      case 'unreachable':
      case 'server-error':
      case 'storage':
      case 'too-large':
      case 'broken-chain':
      case 'update-needed':
      case 'refused':
        return this.#rest(tookMs);
    }
  }

  #rest(tookMs: number): void {
    this.#wait('resting', retryDelay(this.#attempts, this.#parts.isVisible(), tookMs));
  }

  #wait(phase: 'resting' | 'held', range: DelayRange): void {
    const { clock, random } = this.#parts;
    this.#phase = phase;
    const delay = pickDelay(range, random.bytes(1)[0] ?? 0);
    this.#callOff = clock.setTimer(delay, () => this.#connect());
  }

  #usableToken(): string | null {
    const token = this.#parts.target.token();
    return token === this.#refusedToken ? null : token;
  }
}
