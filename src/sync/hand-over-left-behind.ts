import { listCopies } from '../device/copy-folder.ts';
import { noteHandedOver, wasHandedOver } from '../device/late-marks.ts';
import { listDevices } from '../storage/ledger/current-device.ts';
import { openDexieLedger } from '../storage/ledger/dexie-ledger.ts';
import type { DeviceIdentity } from '../storage/ledger/ledger-port.ts';
import { signText } from './device-signature.ts';
import { handOver } from './hand-over.ts';
import { keepTrying, type TryGround } from './keep-trying.ts';
import { linesOf, sourceOfCopy, sourceOfLedger, type FileNote } from './ledger-source.ts';
import { readCopyOf } from './read-copy.ts';
import type { Failure } from './sync-model.ts';
import type { Transport } from './transport.ts';

export interface HandOverHolder {
  readonly identity: DeviceIdentity;
  readonly sign: (text: string) => Promise<string>;
}

export interface HandOverGround extends TryGround {
  readonly transport: Transport;
}

/**
 * Brings to the server what devices that this browser was before have left in it: a ledger that was set aside as damaged, the
 * second copy of one that is gone. Nothing of it is deleted. What proves itself is booked under its own device and numbers.
 * @throws AbortError when the signal gives it up
 */
export async function handOverLeftBehind(
  { identity, sign }: HandOverHolder,
  ground: HandOverGround,
  signal: AbortSignal,
): Promise<void> {
  const here = new Set([...(await listCopies()), ...(await listDevices())]);
  const others = [...here].filter((other) => other !== identity.deviceId && !wasHandedOver(other));
  for (const other of others) {
    const note: FileNote = { reason: 'storage-damaged', madeAt: ground.clock.now() };
    const bring = async (): Promise<Failure | null> => {
      for (const lines of await filesOf(other, note)) {
        const outcome = await handOver(lines, { ...identity, sign }, ground.transport);
        if (!outcome.ok && 'failure' in outcome) return outcome.failure;
      }
      noteHandedOver(other);
      return null;
    };
    await keepTrying(bring, ground, signal);
  }
}

/** Everything that can still be read of a device's ledger, as ledger files. */
async function filesOf(deviceId: string, note: FileNote): Promise<readonly (readonly string[])[]> {
  const copy = await readCopyOf(deviceId);
  const files = copy === null ? [] : [await linesOf(sourceOfCopy(copy, note))];
  try {
    const ledger = await openDexieLedger(deviceId);
    try {
      const { signing } = await ledger.readKeys();
      const sign = (text: string): Promise<string> => signText(signing.privateKey, text);
      return [await linesOf(await sourceOfLedger(ledger, sign, note)), ...files];
    } finally {
      ledger.close();
    }
  } catch {
    // Gone or unreadable: the copy is what is left.
    return files;
  }
}
