import { accepted, refused, type Result } from '#domain/result.ts';
import type { Problem } from '#protocol/problem.ts';
import { digest } from '../keys/signatures.ts';
import { appendOwnFacts, type OwnDraft } from '../ledger/own-ledger.ts';
import type { StoreWriter } from '../store/store.ts';
import type { OfficeGround } from './office-ground.ts';
import { headOutlet, type OfficePerson } from './who.ts';

/** What an act was asked with. */
export interface ActRequest {
  /** Made once by the screen: the same again is answered like the first time and does nothing more. */
  readonly actId: string;
  /** The act's name. */
  readonly act: string;
  readonly body: object;
}

/** One act inside its transaction. */
export interface Acting {
  readonly tx: StoreWriter;
  readonly ground: OfficeGround;
  readonly person: OfficePerson;
  /** Appends a fact of the person to the server's own ledger, on the day of `outletId` or of the first outlet. */
  append(draft: OwnDraft, outletId?: string): Promise<void>;
}

export type ActAnswer = { readonly ok: true; readonly id: string | null };

/**
 * Does an act of the office once, in one transaction with its facts and rows. What was refused is not remembered: the next
 * try is decided anew.
 */
export async function doAct(
  ground: OfficeGround,
  person: OfficePerson,
  request: ActRequest,
  work: (acting: Acting) => Promise<Result<string | null, Problem>>,
): Promise<Result<ActAnswer, Problem>> {
  const { coopId } = person.session;
  const { actId, act, body } = request;
  const requestHash = digest(JSON.stringify([act, body]));
  return ground.store.write(async (tx) => {
    // The same act that comes twice at once waits here for the first.
    await tx.lockCoop(coopId);
    const done = await tx.office.readAct(coopId, actId);
    if (done !== null && done.requestHash !== requestHash)
      return refused({ problem: 'taken', detail: '/actId' });
    if (done !== null) return accepted({ ok: true, id: done.answerId });
    const result = await work({ tx, ground, person, append: appendFor(tx, ground, person) });
    if (!result.ok) return result;
    await tx.office.insertAct(coopId, {
      actId,
      requestHash,
      answerId: result.value,
      at: ground.clock.now(),
    });
    return accepted({ ok: true, id: result.value });
  });
}

/** How a person's facts get into the server's own ledger. */
export function appendFor(tx: StoreWriter, ground: OfficeGround, person: OfficePerson): Acting['append'] {
  const { coopId } = person.session;
  const actor = { staffId: person.staff.id, role: person.staff.role };
  return async (draft, outletId) => {
    const { outlets } = await ground.knowledge.read(tx, coopId);
    const named = outletId === undefined ? undefined : outlets.get(outletId);
    const outlet = named ?? (await headOutlet(tx, ground.knowledge, coopId));
    await appendOwnFacts(tx, ground, { coopId, outlet, actor }, [draft]);
  };
}
