import type { Outlet } from '#domain/coop.ts';
import { crockfordCode } from '#domain/crockford.ts';
import { PIN_CODE_LIFE_MS, PIN_CODE_TRIES_MAX } from '#domain/pin.ts';
import { accepted, refused, type Result } from '#domain/result.ts';
import type { PinRequest } from '#protocol/pin.ts';
import type { Problem } from '#protocol/problem.ts';
import * as z from 'zod/mini';
import { MASTER_STREAM, type KnowledgeCache } from '../ledger/knowledge.ts';
import { appendOwnFacts, type OwnDraft, type OwnLedgerGround, type OwnPlace } from '../ledger/own-ledger.ts';
import { OWN_DEVICE } from '../store/own-device.ts';
import type { Store, StoreReader, StoreWriter } from '../store/store.ts';
import type { DeviceSession } from './session-register.ts';

/** What starting and setting a PIN stands on. */
export interface PinGround extends OwnLedgerGround {
  readonly knowledge: KnowledgeCache;
}

/** A code to read out to the person, once. */
export interface StartCode {
  /** 8 Crockford characters. */
  readonly code: string;
  readonly expiresAt: number;
}

const CODE_BYTES = 5;

/** A person's row as it is stored: columns that this program does not know pass through untouched. */
const staffRowSchema = z.looseObject({
  id: z.string(),
  isActive: z.boolean(),
  pin: z.optional(z.nullable(z.looseObject({ salt: z.string(), hash: z.string() }))),
});

type StoredStaff = z.infer<typeof staffRowSchema>;

/**
 * Takes a person's PIN away and makes a start code for a new one, which takes the place of an older code: an admin can begin
 * a reset and never learns a PIN. Only the code's keyed hash is kept. Runs in the caller's transaction.
 * @returns null when the co-operative has nobody of that id
 */
export async function startPinReset(
  tx: StoreWriter,
  ground: PinGround,
  whose: { readonly coopId: string; readonly staffId: string; readonly actor?: OwnPlace['actor'] },
): Promise<StartCode | null> {
  const { clock, keys, random } = ground;
  const { coopId, staffId, actor } = whose;
  await tx.lockCoop(coopId);
  const staff = await readStaff(tx, coopId, staffId);
  const [outlet] = (await ground.knowledge.read(tx, coopId)).outlets.values();
  if (staff === null || outlet === undefined) return null;
  const code = crockfordCode(random.bytes(CODE_BYTES));
  const expiresAt = clock.now() + PIN_CODE_LIFE_MS;
  await tx.putPinCode({ coopId, staffId, codeHash: keys.hideCode(code), expiresAt, tries: 0 });
  const fact: OwnDraft = { kind: 'pin.reset', staffId, moves: [] };
  await changePin(tx, ground, { coopId, outlet, staff, pin: null, fact, actor });
  return { code, expiresAt };
}

/**
 * Sets the PIN that a person chose at a till, if the code is theirs. The server gets PBKDF2's output and never the digits, so
 * which PINs are too easy is the till's to refuse.
 */
export async function setPin(
  ground: PinGround & { readonly store: Store },
  session: DeviceSession,
  request: PinRequest,
): Promise<Result<null, Problem>> {
  const { coopId, deviceId, outletId, isRevoked } = session;
  const { staffId, pin } = request;
  if (isRevoked) return refused({ problem: 'revoked' });
  if (request.deviceId !== deviceId) return refused({ problem: 'not_found' });
  return ground.store.write(async (tx) => {
    // Wrong codes are counted, and a row is read before it is written: one at a time.
    await tx.lockCoop(coopId);
    const outlet = (await ground.knowledge.read(tx, coopId)).outlets.get(outletId);
    const staff = await readStaff(tx, coopId, staffId);
    // Somebody who is not there is answered like a wrong code.
    if (outlet === undefined || staff === null || !staff.isActive) return refused({ problem: 'code_wrong' });
    // A lost reply: the code is used up, and the person has the very PIN that is asked for.
    if (staff.pin?.hash === pin.hash && staff.pin.salt === pin.salt) return accepted(null);
    const problem = await useCode(tx, ground, { coopId, staffId, code: request.code });
    if (problem !== null) return refused({ problem });
    const fact: OwnDraft = { kind: 'pin.set', staffId, deviceId, moves: [] };
    await changePin(tx, ground, { coopId, outlet, staff, pin, fact });
    return accepted(null);
  });
}

/** The ladder of refusals; the first that holds wins. A right code is used up, a wrong one is counted. */
async function useCode(
  tx: StoreWriter,
  { clock, keys }: PinGround,
  { coopId, staffId, code }: { readonly coopId: string; readonly staffId: string; readonly code: string },
): Promise<'code_wrong' | 'code_expired' | 'code_locked' | null> {
  const record = await tx.readPinCode(coopId, staffId);
  if (record === null) return 'code_wrong';
  if (clock.now() >= record.expiresAt) return 'code_expired';
  if (record.tries >= PIN_CODE_TRIES_MAX) return 'code_locked';
  if (record.codeHash !== keys.hideCode(code)) {
    await tx.putPinCode({ ...record, tries: record.tries + 1 });
    return 'code_wrong';
  }
  await tx.deletePinCode(coopId, staffId);
  return null;
}

interface PinChange {
  readonly coopId: string;
  readonly outlet: Outlet;
  readonly staff: StoredStaff;
  readonly pin: PinRequest['pin'] | null;
  /** What the server's own ledger says of it: who and where, never the PIN or its hash. */
  readonly fact: OwnDraft;
  /** Who acted; absent where it was the person at a till, whom the fact names. */
  readonly actor?: OwnPlace['actor'];
}

async function changePin(tx: StoreWriter, ground: PinGround, change: PinChange): Promise<void> {
  const { coopId, outlet, staff, pin, fact, actor } = change;
  await appendOwnFacts(tx, ground, { coopId, outlet, actor }, [fact]);
  const row = { entity: 'staff', id: staff.id };
  await tx.putMasterRows(coopId, [{ ...row, row: JSON.stringify({ ...staff, pin }) }], OWN_DEVICE);
  await tx.stampRows(coopId, MASTER_STREAM, [row]);
}

async function readStaff(tx: StoreReader, coopId: string, staffId: string): Promise<StoredStaff | null> {
  const rows = await tx.readMasterRows(coopId, ['staff']);
  const found = rows.find(({ id }) => id === staffId);
  return found === undefined ? null : staffRowSchema.parse(JSON.parse(found.row));
}
