import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Problem, ProblemKind } from '#protocol/problem.ts';
import { SYNC_HEADER } from '#protocol/version.ts';
import type { App } from '../app.ts';
import { StorageFull, StoreUnreachable } from '../store/store.ts';
import { isApi, isNavigation, pathOf } from './requests.ts';
import { DamagedOnTheWay } from './digests.ts';
import { sendApp } from './app-files.ts';

const STATUS: Readonly<Record<ProblemKind, number>> = {
  malformed: 400,
  damaged: 400,
  too_large: 413,
  unsupported_media_type: 415,
  unauthenticated: 401,
  revoked: 403,
  not_found: 404,
  method_not_allowed: 405,
  broken_chain: 422,
  epoch_foreign: 422,
  credentials_wrong: 403,
  credentials_locked: 403,
  password_common: 422,
  forbidden: 403,
  stale: 409,
  taken: 409,
  above_ceiling: 422,
  import_faulty: 422,
  code_wrong: 403,
  code_expired: 403,
  code_used: 403,
  code_locked: 403,
  enrolment_denied: 403,
  dump_full: 413,
  update_needed: 426,
  https_needed: 400,
  rate_limited: 429,
  storage_full: 507,
  unavailable: 503,
  server_error: 500,
};

const KIND_OF_STATUS: Readonly<Record<number, ProblemKind>> = {
  400: 'malformed',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'too_large',
  415: 'unsupported_media_type',
  429: 'rate_limited',
  503: 'unavailable',
};

const RETRY_AFTER_S = '5';

/** Answers with a problem. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.problem === 'storage_full' || problem.problem === 'unavailable') {
    void reply.header('retry-after', RETRY_AFTER_S);
  }
  return reply
    .code(STATUS[problem.problem])
    .type('application/json; charset=utf-8')
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(problem);
}

/**
 * Turns everything that goes wrong into a problem with a stable kind, and marks every reply of the API: a reply without the
 * mark comes from a captive portal. What happened inside goes to the log, never to the caller.
 */
export function answerProblems(app: App, hasAppFiles: boolean): void {
  const methods = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    const known = methods.get(url) ?? new Set();
    for (const name of [method].flat()) known.add(name);
    methods.set(url, known);
  });
  app.addHook('onSend', async (request, reply) => {
    if (!isApi(request.url)) return;
    void reply.header(SYNC_HEADER, '1').header('cache-control', 'no-store');
  });
  app.setErrorHandler((error, request, reply) => sendProblem(reply, problemFrom(error, request)));
  app.setNotFoundHandler((request, reply) => {
    if (hasAppFiles && isNavigation(request)) return sendApp(reply);
    const allowed = methods.get(pathOf(request.url));
    if (allowed === undefined) return sendProblem(reply, { problem: 'not_found' });
    void reply.header('allow', [...allowed].join(', '));
    return sendProblem(reply, { problem: 'method_not_allowed' });
  });
}

function problemFrom(error: unknown, request: FastifyRequest): Problem {
  if (error instanceof StorageFull) {
    request.log.error({ cause: describe(error) }, 'the disk is full');
    return { problem: 'storage_full' };
  }
  if (error instanceof StoreUnreachable) {
    request.log.error({ cause: describe(error.cause) }, 'the database does not answer');
    return { problem: 'unavailable' };
  }
  if (error instanceof DamagedOnTheWay) return { problem: 'damaged' };
  const status = field(error, 'statusCode');
  const kind = typeof status === 'number' ? KIND_OF_STATUS[status] : undefined;
  if (kind === undefined) {
    request.log.error({ cause: describe(error) }, 'request failed');
    return { problem: 'server_error' };
  }
  const place = placeOf(error);
  return place === null ? { problem: kind } : { problem: kind, detail: place };
}

/** Where a request does not fit its schema: the path only, never what stood there. */
function placeOf(error: unknown): string | null {
  const issues = field(error, 'validation');
  const first: unknown = Array.isArray(issues) ? issues[0] : null;
  const path = field(first, 'instancePath');
  return typeof path === 'string' ? path : null;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
