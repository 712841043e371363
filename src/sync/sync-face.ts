import type { Clock } from '../device/clock.ts';
import type { Pending } from '../storage/ledger/ledger-live.ts';
import { badgeOf, BUSY_AFTER_MS, troubleOf } from './badge.ts';
import type { SyncState } from './sync-model.ts';
import type { SyncStatus } from './sync-status.ts';

/** Ages pass without anything happening, so the face is worked out again this often. */
const LOOK_AGAIN_MS = 10_000;

const SENDING_PHASES: readonly SyncState['push']['phase'][] = [
  'authorizing',
  'sending',
  'marking',
  'checking',
  'rehoming',
];

const NOTHING_PENDING: Pending = { count: 0, rupiah: 0, oldestAt: null, needsAttention: 0 };

/** Turns what the loop lives through into what a person sees. */
export class SyncFace {
  readonly #clock: Clock;
  readonly #show: (status: SyncStatus) => void;
  #state: SyncState | null = null;
  #pending = NOTHING_PENDING;
  #isReached = true;
  #hasStorageFault = false;
  #lastContactAt: number | null;
  /** Contact and pull age by the clock that nobody can set; below 0 for what an earlier start has heard. */
  #contactMono: number | null;
  #pulledMono: number | null;
  #sendingSinceMono: number | null = null;
  #callOff: () => void = () => undefined;

  /** @param lastContactAt when the server last answered an earlier start of the program, device clock */
  constructor(clock: Clock, lastContactAt: number | null, show: (status: SyncStatus) => void) {
    this.#clock = clock;
    this.#show = show;
    this.#lastContactAt = lastContactAt;
    this.#contactMono =
      lastContactAt === null ? null : clock.mono() - Math.max(0, clock.now() - lastContactAt);
    this.#pulledMono = this.#contactMono;
  }

  /** The pure half has moved. */
  take(state: SyncState): void {
    this.#state = state;
    const isSending = this.#pending.count > 0 && SENDING_PHASES.includes(state.push.phase);
    this.#sendingSinceMono = isSending ? (this.#sendingSinceMono ?? this.#clock.mono()) : null;
    this.#look();
  }

  /** What waits has changed. */
  takePending(pending: Pending): void {
    this.#pending = pending;
    if (this.#state !== null) this.take(this.#state);
  }

  /** The server answered, or did not. */
  noteContact(isReached: boolean): void {
    this.#isReached = isReached;
    if (!isReached) return;
    this.#lastContactAt = this.#clock.now();
    this.#contactMono = this.#clock.mono();
  }

  /** A page was stored. */
  notePulled(): void {
    this.#pulledMono = this.#clock.mono();
  }

  /** The device's memory failed, or works again. */
  noteStorage(isFaulty: boolean): void {
    this.#hasStorageFault = isFaulty;
  }

  /** Shows nothing any more. */
  stop(): void {
    this.#callOff();
    this.#state = null;
  }

  #look(): void {
    this.#callOff();
    const state = this.#state;
    if (state === null) return;
    const sendingMs = this.#since(this.#sendingSinceMono);
    const isSoonBusy = sendingMs !== null && sendingMs <= BUSY_AFTER_MS;
    this.#callOff = this.#clock.setTimer(isSoonBusy ? BUSY_AFTER_MS + 1 : LOOK_AGAIN_MS, () => this.#look());
    const { count, rupiah, oldestAt, needsAttention } = this.#pending;
    const trouble = troubleOf(state);
    const badge = badgeOf({
      pendingCount: count,
      oldestPendingMs: oldestAt === null ? null : this.#clock.now() - oldestAt,
      needsAttention,
      trouble,
      hasStorageFault: this.#hasStorageFault,
      sendingMs,
      unreachableMs: this.#isReached ? null : (this.#since(this.#contactMono) ?? Infinity),
      lastPullMs: this.#since(this.#pulledMono),
    });
    this.#show({
      state: badge,
      pendingCount: count,
      pendingRupiah: rupiah,
      oldestPendingAt: oldestAt,
      lastContactAt: this.#lastContactAt,
      isSending: sendingMs !== null,
      needsAttention,
      trouble,
    });
  }

  #since(mono: number | null): number | null {
    return mono === null ? null : this.#clock.mono() - mono;
  }
}
