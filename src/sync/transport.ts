import * as z from 'zod/mini';
import { problemSchema, type ProblemKind } from '#protocol/problem.ts';
import { sha256Hex } from '#domain/chain.ts';
import { DIGEST_HEADER, SYNC_HEADER } from '#protocol/version.ts';
import type { Clock } from '../device/clock.ts';
import type { Pack } from './pack.ts';
import type { Failure } from './sync-model.ts';

/**
 * No request lasts longer than this, so that attempts start at most 15 s apart. A batch too large for the link to carry in
 * this time is halved, it does not get more time.
 */
export const REQUEST_TIMEOUT_MS = 14_000;

export type Fetch = (address: string, init: RequestInit) => Promise<Response>;

export interface Call<Reply> {
  readonly path: string;
  /** A question carries no message. */
  readonly method?: 'GET' | 'POST' | undefined;
  /** Sent as JSON. */
  readonly message?: unknown;
  /** Devices show a token and never a cookie; the office is the other way round. */
  readonly credentials?: 'omit' | 'same-origin' | undefined;
  readonly reply: z.ZodMiniType<Reply>;
  readonly token?: string | undefined;
  readonly timeoutMs?: number | undefined;
  /** Gives the request up from outside; the failure is then `unreachable`. */
  readonly signal?: AbortSignal | undefined;
}

export type Answer<Reply> =
  | { readonly ok: true; readonly value: Reply; readonly tookMs: number }
  | { readonly ok: false; readonly failure: Failure; readonly tookMs: number; readonly hasAnswered: boolean };

/** The road to the server. It never rejects: what the world does to a request is an answer too. */
export interface Transport {
  post<Reply>(call: Call<Reply>): Promise<Answer<Reply>>;
}

/** A message shorter than this fits into a few packets and is sent as it is. */
const PACK_FROM_LENGTH = 8 * 1024;

const packNothing: Pack = () => null;

/** Makes the road from the browser's `fetch`; everything is same-origin. @param pack for long messages */
export function createTransport(fetch: Fetch, clock: Clock, pack: Pack = packNothing): Transport {
  return { post: async (call) => await post(call, { fetch, clock, pack }) };
}

interface Road {
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly pack: Pack;
}

async function post<Reply>(call: Call<Reply>, { fetch, clock, pack }: Road): Promise<Answer<Reply>> {
  const startedAt = clock.mono();
  const ending = new AbortController();
  let isTimeout = false;
  const callOff = clock.setTimer(call.timeoutMs ?? REQUEST_TIMEOUT_MS, () => {
    isTimeout = true;
    ending.abort();
  });
  const signal = call.signal === undefined ? ending.signal : AbortSignal.any([call.signal, ending.signal]);
  try {
    const request = requestOf(call, signal);
    const packing = packed(request, pack);
    const response = await fetch(call.path, packing === null ? request : await packing);
    const text = await response.text();
    return { ...readReply(call.reply, response, text), tookMs: clock.mono() - startedAt };
  } catch {
    // A refused connection, a reset, a redirect to a login page or our own time limit: all mean that nothing is known.
    const failure: Failure = { kind: 'unreachable', isTimeout };
    return { ok: false, failure, tookMs: clock.mono() - startedAt, hasAnswered: false };
  } finally {
    callOff();
  }
}

function requestOf(call: Call<unknown>, signal: AbortSignal): RequestInit {
  const { method = 'POST', credentials = 'omit' } = call;
  const body = method === 'POST' ? JSON.stringify(call.message) : null;
  return {
    method,
    headers: {
      ...(body === null ? {} : { 'content-type': 'application/json', [DIGEST_HEADER]: sha256Hex(body) }),
      accept: 'application/json',
      ...(call.token === undefined ? {} : { authorization: `Bearer ${call.token}` }),
    },
    ...(body === null ? {} : { body }),
    signal,
    // A captive portal redirects to its login page; following it could only bring its HTML.
    redirect: 'error',
    cache: 'no-store',
    credentials,
  };
}

/** A long message packed, under the digest of its text; null for one that goes as it is. */
function packed(request: RequestInit, pack: Pack): Promise<RequestInit> | null {
  const { body } = request;
  if (typeof body !== 'string' || body.length < PACK_FROM_LENGTH) return null;
  const headers = new Headers(request.headers);
  headers.set('content-encoding', 'gzip');
  return pack(body)?.then((bytes) => ({ ...request, body: bytes, headers })) ?? null;
}

type Reading<Reply> =
  | { readonly ok: true; readonly value: Reply }
  | { readonly ok: false; readonly failure: Failure; readonly hasAnswered: boolean };

/** Reads a reply: ours and fitting, a refusal of ours, or no reply of ours at all. */
export function readReply<Reply>(
  schema: z.ZodMiniType<Reply>,
  response: Response,
  text: string,
): Reading<Reply> {
  const isOurs = response.headers.get(SYNC_HEADER) === '1' && isWhole(response, text);
  const json = isOurs ? parseJson(text) : undefined;
  // Without our header, or not JSON: a captive portal's page, or a proxy in front of a server that is away. Where a bit was
  // turned over on the way nothing is known either.
  if (json === undefined) {
    return { ok: false, failure: { kind: 'unreachable', isTimeout: false }, hasAnswered: false };
  }
  if (!response.ok) return { ok: false, failure: failureOf(response, json), hasAnswered: true };
  const parsed = z.safeParse(schema, json);
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, failure: { kind: 'server-error' }, hasAnswered: true };
}

/** A proxy may have taken the digest away, and then the text has to speak for itself. */
function isWhole(response: Response, text: string): boolean {
  const said = response.headers.get(DIGEST_HEADER);
  return said === null || said === sha256Hex(text);
}

function failureOf(response: Response, json: unknown): Failure {
  const parsed = z.safeParse(problemSchema, json);
  const retryAfterMs = readRetryAfter(response.headers.get('retry-after'));
  return parsed.success
    ? failureOfProblem(parsed.data.problem, retryAfterMs)
    : failureOfStatus(response.status, retryAfterMs);
}

function failureOfProblem(problem: ProblemKind, retryAfterMs: number | null): Failure {
  switch (problem) {
    case 'unauthenticated':
      return { kind: 'unauthenticated' };
    case 'revoked':
      return { kind: 'revoked' };
    case 'too_large':
      return { kind: 'too-large' };
    case 'broken_chain':
      return { kind: 'broken-chain' };
    case 'update_needed':
      return { kind: 'update-needed' };
    case 'rate_limited':
    case 'unavailable':
      return { kind: 'busy', retryAfterMs };
    case 'storage_full':
    case 'server_error':
    // What we sent was hurt on the way: the same goes again, as after any other fault that is not ours.
    case 'damaged':
      return { kind: 'server-error' };
    case 'malformed':
    case 'unsupported_media_type':
    case 'not_found':
    case 'method_not_allowed':
    case 'epoch_foreign':
    case 'credentials_wrong':
    case 'credentials_locked':
    case 'password_common':
    case 'forbidden':
    case 'stale':
    case 'taken':
    case 'above_ceiling':
    case 'import_faulty':
    case 'code_wrong':
    case 'code_expired':
    case 'code_used':
    case 'code_locked':
    case 'enrolment_denied':
    case 'https_needed':
    case 'dump_full':
      return retryAfterMs === null
        ? { kind: 'refused', problem }
        : { kind: 'refused', problem, retryAfterMs };
  }
}

/** A server newer than this program may name a problem that is not known here; its status still says what to do. */
function failureOfStatus(status: number, retryAfterMs: number | null): Failure {
  if (status === 401) return { kind: 'unauthenticated' };
  if (status === 413) return { kind: 'too-large' };
  if (status === 426) return { kind: 'update-needed' };
  if (status === 429 || status === 503) return { kind: 'busy', retryAfterMs };
  if (status >= 500) return { kind: 'server-error' };
  return { kind: 'refused', problem: `http_${status}` };
}

/** Retry-After in seconds. The form with a date leans on two clocks and is not read. */
function readRetryAfter(text: string | null): number | null {
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) * 1000 : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
