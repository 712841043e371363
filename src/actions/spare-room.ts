import { lateFile } from '../storage/late-file.ts';
import type { AppendRequest, LedgerPort } from '../storage/ledger/ledger-port.ts';
import { StorageFailure } from '../storage/storage-failure.ts';

/**
 * A ledger in which a start, a PIN and the sale in progress can be written even when the disk has just become full: the ballast
 * is thrown off and the write is tried once more. A write that failed has written nothing, so trying again is safe.
 */
export function withSpareRoom(ledger: LedgerPort): LedgerPort {
  return {
    ...ledger,
    append: <Refusal>(request: AppendRequest<Refusal>) => spared(() => ledger.append(request)),
    countBoot: () => spared(ledger.countBoot),
    readPinLock: (...asked) => spared(() => ledger.readPinLock(...asked)),
    writeCart: (cart) => spared(() => ledger.writeCart(cart)),
  };
}

async function spared<Value>(write: () => Promise<Value>): Promise<Value> {
  try {
    return await write();
  } catch (failure) {
    if (!(failure instanceof StorageFailure) || failure.kind !== 'quota') throw failure;
    const { freeBallast } = await lateFile(() => import('../device/ballast.ts'));
    if (await freeBallast()) return await write();
    throw failure;
  }
}
