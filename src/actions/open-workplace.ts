import { systemClock } from '../device/clock.ts';
import { readDeviceMark, readHeadMark } from '../device/marks.ts';
import { systemRandom } from '../device/random.ts';
import { isBehind } from '../storage/ledger/is-behind.ts';
import { openDexieLedger } from '../storage/ledger/dexie-ledger.ts';
import { loadCatalogue } from '../storage/replica/catalogue.ts';
import { rebuildOnHand } from '../storage/replica/on-hand.ts';
import { openReplica } from '../storage/replica/dexie-replica.ts';
import { lateFile } from '../storage/late-file.ts';
import { StorageFailure } from '../storage/storage-failure.ts';
import { loadCart } from './edit-cart.ts';
import { withSpareRoom } from './spare-room.ts';
import type { Workplace } from './workplace.ts';

/** The build's name, put in by the bundler. */
declare const __GERAI_BUILD__: string;

export type OpenedWorkplace =
  /** This browser was never enrolled. */
  | { readonly kind: 'none' }
  | { readonly kind: 'open'; readonly workplace: Workplace }
  /** A newer build has written here; this one may not write any more. */
  | { readonly kind: 'update-needed' };

/** A browser without a mark is a new one, as a rule: what looks for others is loaded then only. */
async function findUnmarked(): Promise<string | null> {
  const { findUnmarkedDevice } = await lateFile(() => import('./find-unmarked-device.ts'));
  return await findUnmarkedDevice();
}

/**
 * Opens the two memories of the device this browser is, counts the start, and puts catalogue, stock and cart on the screen.
 * It waits for no network.
 * @throws StorageFailure when the memory is damaged or blocked
 */
export async function openWorkplace(): Promise<OpenedWorkplace> {
  const deviceId = readDeviceMark() ?? (await findUnmarked());
  if (deviceId === null) return { kind: 'none' };
  const ledger = withSpareRoom(await openDexieLedger(deviceId));
  const [{ identity, needsUpdate }, epochs] = await Promise.all([ledger.readMeta(), ledger.readEpochs()]);
  const known = readHeadMark(deviceId);
  // Looked at before anything is written: the next sale would stand where a lost one stood.
  const isCut = known !== null && isBehind(epochs, known);
  if (needsUpdate || isCut) ledger.close();
  if (needsUpdate) return { kind: 'update-needed' };
  if (isCut) throw new StorageFailure('damaged', 'The newest entries of this ledger are gone');
  const boot = await ledger.countBoot();
  const { pinKey } = await ledger.readKeys();
  const replica = await openReplica({ deviceId, outletId: identity.outletId, pinKey });
  const tools = {
    identity,
    ledger,
    replica,
    clock: systemClock,
    random: systemRandom,
    build: __GERAI_BUILD__,
    boot,
    present: { staff: null },
  };
  const workplace: Workplace = {
    ...tools,
    recordPinFailure: async (staff, failures) => {
      const { recordPinFailure } = await import('./record-pin-failure.ts');
      await recordPinFailure(tools, staff, failures);
    },
  };
  await Promise.all([loadCatalogue(ledger, replica), rebuildOnHand(ledger, replica), loadCart(workplace)]);
  return { kind: 'open', workplace };
}
