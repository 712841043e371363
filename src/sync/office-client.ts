import * as z from 'zod/mini';
import { uuidV7 } from '#domain/ids.ts';
import {
  actReplySchema,
  codeViewSchema,
  importReportSchema,
  madeCodeSchema,
  type ChangeOutlet,
  type ChangePrice,
  type CodeView,
  type DecideCode,
  type ImportFiles,
  type ImportReport,
  type InviteAccount,
  type JudgeDevice,
  type MadeCode,
  type PutPerson,
  type RunImport,
} from '#protocol/office/acts.ts';
import {
  officeFindingsSchema,
  officeSalesSchema,
  type OfficeFindings,
  type OfficeSales,
} from '#protocol/office/reads.ts';
import type { ChangePassword } from '#protocol/office/session.ts';
import { problemSchema, type ProblemKind } from '#protocol/problem.ts';
import { systemClock } from '../device/clock.ts';
import { systemRandom } from '../device/random.ts';
import { useOfficeSession } from './office-session-store.ts';
import type { Failure } from './sync-model.ts';
import { createTransport, type Call } from './transport.ts';

export { IMPORT_BYTES_MAX } from '#protocol/office/acts.ts';
export type { ImportFiles, ImportReport, MadeCode } from '#protocol/office/acts.ts';
export type { ProblemKind } from '#protocol/problem.ts';

/** Why the office did not get what it asked for. */
export type OfficeFailure =
  /** No answer of ours: nothing is known of what became of the request. */
  | { readonly kind: 'unreachable' }
  /** The session is over. The store of the session knows it already. */
  | { readonly kind: 'signed-out' }
  /** The person's role may not do this. */
  | { readonly kind: 'forbidden' }
  /** By the server's own word; `server_error` when it said nothing that is known here. */
  | { readonly kind: 'refused'; readonly problem: ProblemKind; readonly retryAfterMs: number | null };

export type OfficeAnswer<Reply> =
  | { readonly ok: true; readonly value: Reply }
  | { readonly ok: false; readonly failure: OfficeFailure };

/** Planning and writing a whole catalogue takes the server longer than a page of rows. */
const IMPORT_TIMEOUT_MS = 120_000;

const anything = z.looseObject({});

/** An id for one act, made once by the screen that asks for it, so that a repeated request does nothing more. */
export function newActId(): string {
  return uuidV7(systemClock.now(), systemRandom.bytes(10));
}

/** Asks a question of the office. @param path below `/api/office/v1/`, with its query */
export async function askOffice<Reply>(
  path: string,
  reply: z.ZodMiniType<Reply>,
): Promise<OfficeAnswer<Reply>> {
  return await send({ path: `/api/office/v1/${path}`, method: 'GET', reply });
}

/** One page of sales further down than the live one. */
export async function askSales(path: string): Promise<OfficeAnswer<OfficeSales>> {
  return await askOffice(path, officeSalesSchema);
}

/** One page of findings further down than the live one. */
export async function askFindings(path: string): Promise<OfficeAnswer<OfficeFindings>> {
  return await askOffice(path, officeFindingsSchema);
}

/** Lets the office do something. @param act below `/api/office/v1/` */
export async function actInOffice<Reply>(
  act: string,
  message: unknown,
  reply: z.ZodMiniType<Reply>,
): Promise<OfficeAnswer<Reply>> {
  return await send({ path: `/api/office/v1/${act}`, message, reply });
}

/** One request with the session's cookie. It never rejects: what the world does to it is an answer too. */
export async function send<Reply>(call: Call<Reply>): Promise<OfficeAnswer<Reply>> {
  const transport = createTransport((address, init) => fetch(address, init), systemClock);
  const answer = await transport.post({ ...call, credentials: 'same-origin' });
  if (answer.ok) return { ok: true, value: answer.value };
  const failure = officeFailure(answer.failure);
  if (failure.kind === 'signed-out') endSession();
  return { ok: false, failure };
}

/** A session that ended by itself keeps its person's name, so that the sign-in can say so. */
function endSession(): void {
  if (useOfficeSession.getState().session.kind === 'in')
    useOfficeSession.setState({ session: { kind: 'out', why: 'ended' } });
}

function officeFailure(failure: Failure): OfficeFailure {
  switch (failure.kind) {
    case 'unreachable':
    case 'storage':
      return { kind: 'unreachable' };
    case 'unauthenticated':
      return { kind: 'signed-out' };
    case 'busy':
      return refusal('rate_limited', failure.retryAfterMs);
    case 'server-error':
      return refusal('server_error');
    case 'revoked':
      return refusal('revoked');
    case 'too-large':
      return refusal('too_large');
    case 'broken-chain':
      return refusal('broken_chain');
    case 'update-needed':
      return refusal('update_needed');
    case 'refused': {
      const known = z.safeParse(problemSchema, { problem: failure.problem });
      const problem = known.success ? known.data.problem : 'server_error';
      return problem === 'forbidden' ? { kind: 'forbidden' } : refusal(problem, failure.retryAfterMs);
    }
  }
}

function refusal(problem: ProblemKind, retryAfterMs: number | null = null): OfficeFailure {
  return { kind: 'refused', problem, retryAfterMs };
}

type Acted = Promise<OfficeAnswer<unknown>>;

/** The acts of the office, by the names of their routes. Messages are what the wire says (`protocol/office/acts.ts`). */
export const officeActs = {
  changePrice: (message: ChangePrice): Acted => actInOffice('change-price', message, actReplySchema),
  makeCode: (outletId: string): Promise<OfficeAnswer<MadeCode>> =>
    actInOffice('make-code', { outletId }, madeCodeSchema),
  viewCode: (code: string): Promise<OfficeAnswer<CodeView>> =>
    actInOffice('view-code', { code }, codeViewSchema),
  decideCode: (message: DecideCode): Acted => actInOffice('decide-code', message, anything),
  revokeDevice: (message: JudgeDevice): Acted => actInOffice('revoke-device', message, actReplySchema),
  reinstateDevice: (message: JudgeDevice): Acted => actInOffice('reinstate-device', message, actReplySchema),
  putPerson: (message: PutPerson): Acted => actInOffice('put-person', message, anything),
  resetPin: (staffId: string): Promise<OfficeAnswer<MadeCode>> =>
    actInOffice('reset-pin', { staffId }, madeCodeSchema),
  inviteAccount: (message: InviteAccount): Promise<OfficeAnswer<MadeCode>> =>
    actInOffice('invite-account', message, madeCodeSchema),
  changePassword: (message: ChangePassword): Acted => actInOffice('change-password', message, anything),
  changeOutlet: (message: ChangeOutlet): Acted => actInOffice('change-outlet', message, actReplySchema),
  planImport: (message: ImportFiles): Promise<OfficeAnswer<ImportReport>> =>
    send({
      path: '/api/office/v1/plan-import',
      message,
      reply: importReportSchema,
      timeoutMs: IMPORT_TIMEOUT_MS,
    }),
  runImport: (message: RunImport): Acted =>
    send({
      path: '/api/office/v1/run-import',
      message,
      reply: actReplySchema,
      timeoutMs: IMPORT_TIMEOUT_MS,
    }),
};
