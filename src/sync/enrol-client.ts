import {} from '#domain/crockford.ts';
import { epochIdFrom } from '#domain/ids.ts';
import type { EnrolRefusal } from '#domain/refusal.ts';
import { accepted, refused, type Result } from '#domain/result.ts';
import { systemClock } from '../device/clock.ts';
import { setDeviceMark } from '../device/late-marks.ts';
import { systemRandom, type Random } from '../device/random.ts';
import { createDexieLedger } from '../storage/ledger/dexie-ledger.ts';
import type { LedgerSeed } from '../storage/ledger/ledger-port.ts';
import { openReplica } from '../storage/replica/dexie-replica.ts';
import { askEnrolment, enrolRefusal, type Enrolled, type EnrolRoad } from './ask-enrolment.ts';
import { signText } from './device-signature.ts';
import { pullEverything } from './first-pull.ts';
import { makeNewDevice, type NewDevice } from './new-device.ts';
import { openSession } from './open-session.ts';
import { createTransport } from './transport.ts';

export interface EnrolOrder {
  /** 8 Crockford characters as `parseCrockfordCode` returns them. */
  readonly code: string;
  /** What lists call this device, for example "Tablet kasir". */
  readonly name: string;
  /** Told the six digits that both screens must show, if a person has to confirm them. */
  readonly onMatch: (sixDigits: string) => void;
  readonly signal: AbortSignal;
}

export interface EnrolTools extends EnrolRoad {
  readonly random: Random;
}

/**
 * Keys that a code was asked with on this page. The server gives the same answer to the same code and key for ten minutes,
 * so a try after a failure goes on instead of burning another code.
 */
const devices = new Map<string, NewDevice>();

/**
 * Makes this browser a device of the co-operative: keys, confirmation, session, all rows, and only then the ledger and the
 * mark. Whatever fails before leaves nothing that looks enrolled: the rows alone are no device.
 * @throws AbortError when the signal gives it up · StorageFailure when the device's memory can't be written
 */
export async function enrolDevice(
  order: EnrolOrder,
  tools: EnrolTools = browserTools(),
): Promise<Result<{ readonly deviceId: string }, EnrolRefusal>> {
  const device = devices.get(order.code) ?? (await makeNewDevice());
  devices.set(order.code, device);
  const { deviceId } = device;
  const asked = await askEnrolment({ ...order, device }, tools);
  if (!asked.ok) return asked;
  const seeded = await loadRows(order, device, asked.value, tools);
  if (!seeded.ok) return seeded;
  const ledger = await createDexieLedger(seeded.value);
  ledger.close();
  // The mark comes last: without it the next start would still find the ledger, but never half a device.
  setDeviceMark(deviceId);
  devices.delete(order.code);
  return accepted({ deviceId });
}

/** Loads the rows and makes of them what a ledger begins with: the outlet's code stands in a row. */
async function loadRows(
  { name, signal }: EnrolOrder,
  device: NewDevice,
  enrolled: Enrolled,
  tools: EnrolTools,
): Promise<Result<LedgerSeed, EnrolRefusal>> {
  const { keys, deviceId } = device;
  const { certificate, serverKey, serverGen, series, serverTime } = enrolled;
  const { coopId, outletId } = certificate;
  const serverClock = { serverAt: serverTime, offset: serverTime - tools.clock.now() };
  const sign = (text: string): Promise<string> => signText(keys.signing.privateKey, text);
  const session = await openSession(tools.transport, { coopId, deviceId, certificate, sign });
  if (!session.ok) return refused(enrolRefusal(session.failure));
  const replica = await openReplica({ deviceId, outletId, pinKey: keys.pinKey });
  try {
    const run = {
      deviceId,
      replica,
      ledger: null,
      transport: tools.transport,
      token: session.value.token,
      signal,
    };
    const streams = ['coop', `outlet:${outletId}`];
    const failure = await pullEverything({ run, streams, clock: tools.clock, signal });
    if (failure !== null) return refused(enrolRefusal(failure));
    const outlet = await replica.readRow('outlet', outletId);
    if (outlet === null) return refused({ kind: 'server-refused', problem: 'outlet_missing' });
    const identity = { deviceId, coopId, outletId, outletCode: outlet.code, name, certificate, serverKey };
    const epoch = epochIdFrom(tools.random.bytes(16));
    return accepted({ identity, keys, serverGen, series, epoch, serverClock });
  } finally {
    replica.close();
  }
}

function browserTools(): EnrolTools {
  const transport = createTransport((address, init) => fetch(address, init), systemClock);
  return { transport, clock: systemClock, random: systemRandom };
}
