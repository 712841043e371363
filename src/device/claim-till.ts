import { useOneTill } from './one-till.ts';

/** A page that is loaded anew lets go of its lock a moment after the new one asks for it. */
const PATIENCE_MS = 500;

/** What this tab holds or waits for. A tab sells as one device for as long as it lives. */
let claim: Claim | null = null;

/**
 * Makes this tab the till of a device, or says that another one is. It is order and not safety: whatever two tabs write, the
 * ledger takes each sale once. Without Web Locks every tab is the till.
 * @param onTaken called before this tab goes on after another one had the till: what it shows is old
 */
export function claimTill(deviceId: string, onTaken: () => Promise<void>): void {
  const { locks }: { readonly locks?: LockManager | null } = navigator;
  if (!locks || claim?.deviceId === deviceId) return;
  claim?.release();
  claim = new Claim(deviceId, locks, onTaken);
}

/** A person goes on in this tab; the other one stops, even one that the browser has frozen. */
export function takeTill(): void {
  claim?.take();
}

class Claim {
  readonly deviceId: string;
  readonly #locks: LockManager;
  readonly #onTaken: () => Promise<void>;
  #waiting = new AbortController();
  #letGo: () => void = () => undefined;
  #isReleased = false;

  constructor(deviceId: string, locks: LockManager, onTaken: () => Promise<void>) {
    this.deviceId = deviceId;
    this.#locks = locks;
    this.#onTaken = onTaken;
    this.#wait();
    const { signal } = this.#waiting;
    setTimeout(() => !signal.aborted && useOneTill.setState({ isElsewhere: true }), PATIENCE_MS);
  }

  take(): void {
    this.#waiting.abort();
    this.#hold({ steal: true });
  }

  release(): void {
    this.#isReleased = true;
    this.#waiting.abort();
    this.#letGo();
  }

  /** Gets the till when the tab that has it is closed. */
  #wait(): void {
    this.#waiting = new AbortController();
    this.#hold({ signal: this.#waiting.signal });
  }

  #hold(options: LockOptions): void {
    let isHeld = false;
    const turn = this.#locks.request(`gerai-till-${this.deviceId}`, options, async () => {
      isHeld = true;
      this.#waiting.abort();
      if (useOneTill.getState().isElsewhere) await this.#onTaken().catch(() => undefined);
      useOneTill.setState({ isElsewhere: false });
      await new Promise<void>((resolve) => {
        this.#letGo = resolve;
      });
    });
    // A lock that was held and is refused after all was taken by another tab.
    turn.catch(() => {
      if (!isHeld || this.#isReleased) return;
      useOneTill.setState({ isElsewhere: true });
      this.#wait();
    });
  }
}
