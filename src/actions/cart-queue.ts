import type { Cart } from '#domain/cart.ts';
import type { Clock } from '../device/clock.ts';
import type { LedgerPort } from '../storage/ledger/ledger-port.ts';

/** Where a cart lies in the ledger; null while it has never been written. */
export type StoredPlace = { readonly cartId: string; readonly revision: number } | null;

export interface CartQueue {
  /** Writes this cart as soon as those before it are written. Only the last of several is worth writing. */
  write(cart: Cart): void;
  /** Resolves once all is written that is not held back. @throws StorageFailure when the ledger could not; the next call tries again */
  settled(): Promise<void>;
  /** Where the cart lies after all that was written. */
  place(): StoredPlace;
  /** Takes over what is known of the ledger's copy, and drops what was still to be written. */
  adopt(place: StoredPlace): void;
  /** Writes nothing until `release`: the cart is being paid. */
  hold(): void;
  release(): void;
}

/**
 * Writes the cart behind the screen's back: the screen has changed already, the ledger follows in order, each change as a
 * new revision.
 * @param onOvertaken another tab has written a later revision; what this tab wanted to write is dropped
 */
export function createCartQueue(
  ledger: LedgerPort,
  clock: Clock,
  onOvertaken: () => Promise<void>,
): CartQueue {
  let wanted: Cart | null = null;
  let stored: StoredPlace = null;
  let running: Promise<void> | null = null;
  let isHeld = false;

  const writeNext = async (cart: Cart): Promise<void> => {
    const revision = (stored?.cartId === cart.cartId ? stored.revision : 0) + 1;
    const isWritten = await ledger.writeCart({ cart, state: 'active', revision, updatedAt: clock.now() });
    if (isWritten) {
      stored = { cartId: cart.cartId, revision };
      if (wanted === cart) wanted = null;
      return;
    }
    wanted = null;
    await onOvertaken();
  };
  const drain = async (): Promise<void> => {
    try {
      while (wanted !== null && !isHeld) await writeNext(wanted);
    } finally {
      // Cleared with the last look at `wanted`, in one breath: a change that comes now must find nobody writing.
      running = null;
    }
  };
  /**
   * Never starts where there is nothing to do: a run that ends before it has waited once would clear `running` before it
   * is set, and a promise that stands there for good means that nothing is ever written again.
   */
  const run = (): Promise<void> | null => {
    if (running === null && wanted !== null && !isHeld) running = drain();
    return running;
  };
  const start = (): void => {
    // A failure shows where it matters, when the cart is paid; until then the screen's copy is the cart.
    run()?.catch(() => undefined);
  };

  return {
    write(cart) {
      wanted = cart;
      start();
    },
    async settled() {
      await run();
    },
    place: () => stored,
    adopt(place) {
      stored = place;
      wanted = null;
    },
    hold() {
      isHeld = true;
    },
    release() {
      isHeld = false;
      start();
    },
  };
}
