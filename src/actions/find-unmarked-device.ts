import { listCopies } from '../device/copy-folder.ts';
import { wasHandedOver } from '../device/late-marks.ts';
import { findDevice } from '../storage/ledger/current-device.ts';

/**
 * Which device a browser without a mark is: the one whose ledger lies here, or else one of which only the second copy is left,
 * so that a loss of both is shown and not taken for a browser that was never enrolled.
 */
export async function findUnmarkedDevice(): Promise<string | null> {
  const found = await findDevice(null);
  if (found !== null) return found;
  return (await listCopies()).find((deviceId) => !wasHandedOver(deviceId)) ?? null;
}
