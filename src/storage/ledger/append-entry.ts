import type { AppendRefusal } from '#domain/refusal.ts';
import { accepted, refused, type Result } from '#domain/result.ts';
import { forgetFault, notingFault } from '../act-fault.ts';
import type { Appended, AppendRequest } from './ledger-port.ts';
import { epochIn, shownEntry } from './ledger-record.ts';
import type { LedgerStore, LedgerTable, LedgerTx } from './ledger-store.ts';
import { planAppend, type AppendPlan } from './plan-append.ts';

const APPEND_TABLES: readonly LedgerTable[] = ['entries', 'epochs', 'meta', 'carts'];

/** Appends one fact in a transaction of its own, and notes whether the memory could write it. */
export async function append<Refusal>(
  store: LedgerStore,
  request: AppendRequest<Refusal>,
): Promise<Result<Appended, Refusal | AppendRefusal>> {
  const appended = await notingFault(store.write(APPEND_TABLES, (tx) => appendEntry(tx, request)));
  if (appended.ok && !appended.value.isRepeat) forgetFault();
  return appended;
}

/** Appends one fact inside a transaction over entries, epochs, meta and carts: reads, decides, writes. */
async function appendEntry<Refusal>(
  tx: LedgerTx,
  request: AppendRequest<Refusal>,
): Promise<Result<Appended, Refusal | AppendRefusal>> {
  const [record, epochs, row, cart] = await Promise.all([
    tx.record(),
    tx.epochs(),
    tx.entryOfFact(request.factId),
    request.cart === null ? null : tx.cart(request.cart.cartId),
  ]);
  const epoch = epochIn(epochs, record.openEpoch);
  const existing = row === undefined ? null : shownEntry(row, epochs);
  const plan = planAppend({ record, epoch, existing, cart: cart ?? null }, request);
  await carryOut(tx, plan);
  return plan.kind === 'refused' ? refused(plan.refusal) : accepted(plan.appended);
}

async function carryOut<Refusal>(tx: LedgerTx, plan: AppendPlan<Refusal>): Promise<void> {
  if (plan.kind === 'refused') {
    if (plan.parkedCart !== null) await tx.putCart(plan.parkedCart);
    return;
  }
  if (plan.kind === 'repeat') {
    if (plan.paidCartId !== null) await tx.deleteCart(plan.paidCartId);
    return;
  }
  const { entry, epoch, record, paidCartId } = plan.rows;
  await Promise.all([
    tx.addEntry(entry),
    tx.putEpoch(epoch),
    tx.putRecord(record),
    ...(paidCartId === null ? [] : [tx.deleteCart(paidCartId)]),
  ]);
}
