import { openDexieLedger } from '../../src/storage/ledger/dexie-ledger.ts';
import { aCart, anAppend } from './ledger-seed.ts';

/** What a worker says after each sale that the ledger has confirmed. */
export interface Confirmed {
  readonly seq: number;
  readonly cartId: string;
}

/** Sells one cart after the other until somebody kills it. */
self.addEventListener('message', (event: MessageEvent<string>) => {
  void sellOn(event.data);
});

async function sellOn(deviceId: string): Promise<void> {
  const ledger = await openDexieLedger(deviceId);
  for (;;) {
    const cart = aCart();
    const { cartId } = cart.cart;
    await ledger.writeCart(cart);
    const appended = await ledger.append(anAppend({ cart: { cartId, revision: 1 } }));
    if (!appended.ok) throw new Error(`refused: ${JSON.stringify(appended.refusal)}`);
    const confirmed: Confirmed = { seq: appended.value.entry.seq, cartId };
    self.postMessage(confirmed);
  }
}
