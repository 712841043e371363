import type { FastifyReply, FastifyRequest, FastifySchema } from 'fastify';
import * as z from 'zod/mini';
import type { Result } from '#domain/result.ts';
import type { Problem } from '#protocol/problem.ts';
import type { App } from '../../app.ts';
import type { OfficePerson } from '../../office/who.ts';
import { officePersonOf, refuseForbidden } from '../../plugins/office-guard.ts';
import { sendProblem } from '../../plugins/problems.ts';
import { perPerson } from '../../plugins/rate-limits.ts';

const ACTS_A_MINUTE = 120;
const READS_A_MINUTE = 600;

/** One address that the office acts by. */
interface ActSpec<Body, Reply> {
  /** The last part of the address. */
  readonly act: string;
  readonly summary: string;
  readonly body: z.ZodMiniType<Body>;
  readonly reply: z.ZodMiniType<Reply>;
  readonly bodyLimit?: number;
  readonly run: (person: OfficePerson, body: Body) => Promise<Result<Reply, Problem>>;
}

/** `POST /api/office/v1/<act>`: asks the one table for the right to do it, and answers with the decision. */
export function officeAct<Body, Reply>(app: App, spec: ActSpec<Body, Reply>): void {
  const { act, summary, body, reply: replySchema, bodyLimit, run } = spec;
  app.route({
    method: 'POST',
    url: `/api/office/v1/${act}`,
    ...(bodyLimit === undefined ? {} : { bodyLimit }),
    config: perPerson(ACTS_A_MINUTE),
    schema: describe(summary, { 200: replySchema }, body),
    handler: async (request, reply) => {
      const asked = body.parse(request.body);
      return answer(request, reply, await run(officePersonOf(request), asked));
    },
  });
}

/** One address that the office reads. */
interface ReadSpec<Query, Reply> {
  readonly path: string;
  readonly summary: string;
  readonly query: z.ZodMiniType<Query>;
  readonly reply: z.ZodMiniType<Reply>;
  readonly run: (person: OfficePerson, query: Query) => Promise<Result<Reply, Problem>>;
}

/** `GET /api/office/v1/<path>`: for whoever may see it. What stands in the path and after the `?` is one question. */
export function officeRead<Query, Reply>(app: App, spec: ReadSpec<Query, Reply>): void {
  const { path, summary, query, reply: replySchema, run } = spec;
  app.route({
    method: 'GET',
    url: `/api/office/v1/${path}`,
    config: perPerson(READS_A_MINUTE),
    schema: describe(summary, { 200: replySchema }),
    handler: async (request, reply) => {
      const asked = query.safeParse({ ...asObject(request.query), ...asObject(request.params) });
      if (!asked.success) return sendProblem(reply, { problem: 'malformed', detail: placeOf(asked.error) });
      return answer(request, reply, await run(officePersonOf(request), asked.data));
    },
  });
}

/** The schemas of a route, for Fastify to hold messages against; the types are the specification's own. */
function describe(
  summary: string,
  response: Record<number, z.ZodMiniType>,
  body?: z.ZodMiniType,
): FastifySchema {
  const described: { summary: string; response: unknown; body?: unknown } = { summary, response };
  if (body !== undefined) described.body = body;
  return described;
}

/** A question without parts. */
export const noQuery = z.strictObject({});

function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  result: Result<unknown, Problem>,
): FastifyReply {
  if (result.ok) return reply.send(result.value);
  if (result.refusal.problem === 'forbidden')
    return refuseForbidden(request, reply, result.refusal.detail ?? '');
  return sendProblem(reply, result.refusal);
}

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

function placeOf(error: z.core.$ZodError): string {
  return `/${(error.issues[0]?.path ?? []).join('/')}`;
}
