import { LEDGER_FILE_ENDING } from '#protocol/ledger-file.ts';
import type { Clock } from '../device/clock.ts';
import { systemClock } from '../device/clock.ts';
import { saveFile } from '../device/save-file.ts';
import type { DeviceIdentity, LedgerPort } from '../storage/ledger/ledger-port.ts';
import { signText } from './device-signature.ts';
import { handOver, type HandOverOutcome } from './hand-over.ts';
import { linesOf, sourceOfCopy, sourceOfLedger } from './ledger-source.ts';
import type { SecondCopy } from './read-copy.ts';
import { createTransport, type Transport } from './transport.ts';

/** What saving and bringing need of the workplace. */
export interface FilePlace {
  readonly identity: DeviceIdentity;
  readonly ledger: LedgerPort;
  readonly clock: Clock;
}

/**
 * Saves all that this device's ledger still holds as a file.
 * @returns the file's name
 * @throws StorageFailure when the ledger can't be read
 */
export async function saveLedger({ identity, ledger, clock }: FilePlace): Promise<string> {
  const { signing } = await ledger.readKeys();
  const sign = (text: string): Promise<string> => signText(signing.privateKey, text);
  const source = await sourceOfLedger(ledger, sign, { reason: 'asked', madeAt: clock.now() });
  return saveAs(identity, clock.now(), await linesOf(source));
}

/** Saves a second copy as a file, when the ledger itself is gone. @returns the file's name */
export async function saveCopy(copy: SecondCopy, now: number): Promise<string> {
  const source = sourceOfCopy(copy, { reason: 'storage-damaged', madeAt: now });
  return saveAs(copy.standing.record.identity, now, await linesOf(source));
}

/** Brings a ledger file that any device wrote to the server. */
export async function bringFile(
  file: Blob,
  { identity, ledger }: Pick<FilePlace, 'identity' | 'ledger'>,
  transport: Transport = createTransport((address, init) => fetch(address, init), systemClock),
): Promise<HandOverOutcome> {
  const { signing } = await ledger.readKeys();
  const sign = (text: string): Promise<string> => signText(signing.privateKey, text);
  return await handOver((await file.text()).split('\n'), { ...identity, sign }, transport);
}

function saveAs(
  { outletCode, deviceId }: Pick<DeviceIdentity, 'outletCode' | 'deviceId'>,
  now: number,
  lines: readonly string[],
): string {
  // Swedish writes a date and a time in the order in which names sort.
  const stamp = new Date(now).toLocaleString('sv').replaceAll(/\D+/g, '-');
  const name = `gerai-${outletCode}-${deviceId.slice(0, 6)}-${stamp}.${LEDGER_FILE_ENDING}`;
  saveFile(name, lines);
  return name;
}
