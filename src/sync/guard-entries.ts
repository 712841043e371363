import { keepBallast } from '../device/ballast.ts';
import { openCopyFolder } from '../device/copy-folder.ts';
import { handOverLeftBehind, type HandOverGround } from './hand-over-left-behind.ts';
import { CopyKeeper } from './keep-copy.ts';
import type { OnCut, SyncPlace } from './sync-place.ts';

/** How often it is looked whether ballast that was thrown off can be taken on again. */
const BALLAST_AGAIN_MS = 10 * 60_000;

export interface GuardTools extends Pick<HandOverGround, 'transport' | 'isVisible'> {
  readonly sign: (text: string) => Promise<string>;
  readonly onCut: OnCut;
}

/**
 * What the leading tab does for the entries besides sending them: it keeps a second copy, and brings to the server what was left
 * behind in this browser. Without Web Locks several tabs lead; they write the same copy and bring the same things.
 */
export class EntryGuard {
  readonly #place: SyncPlace;
  readonly #tools: GuardTools;
  readonly #keeper: CopyKeeper;
  readonly #ending = new AbortController();
  #isLeader = false;
  #callOff: () => void = () => undefined;

  constructor(place: SyncPlace, tools: GuardTools) {
    this.#place = place;
    this.#tools = tools;
    const { identity, ledger, clock } = place;
    const openFolder = () => openCopyFolder(identity.deviceId);
    this.#keeper = new CopyKeeper({ identity, ledger, clock, openFolder, ...tools });
  }

  lead(isLeader: boolean): void {
    this.#isLeader = isLeader;
    if (!isLeader) return;
    this.#keeper.note();
    void this.#keepRoom();
    const { identity, clock, random } = this.#place;
    const { sign, transport, isVisible } = this.#tools;
    const ground = { clock, random, isVisible, transport };
    // What can't be read now may be readable at the next start; nothing is deleted meanwhile.
    handOverLeftBehind({ identity, sign }, ground, this.#ending.signal).catch(() => undefined);
  }

  /** The ledger has changed. */
  note(): void {
    if (this.#isLeader) this.#keeper.note();
  }

  stop(): void {
    this.#keeper.stop();
    this.#ending.abort();
    this.#callOff();
  }

  /** Takes ballast on, and again once somebody has made room. */
  async #keepRoom(): Promise<void> {
    await keepBallast();
    if (this.#ending.signal.aborted) return;
    this.#callOff = this.#place.clock.setTimer(BALLAST_AGAIN_MS, () => void this.#keepRoom());
  }
}
