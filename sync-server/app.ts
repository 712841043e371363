import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { OpenSession } from './enrolment/session-register.ts';
import type { OfficePerson } from './office/who.ts';

/** Fastify with the wire's schemas as types. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, on routes that need a device's session; null elsewhere. */
    session: OpenSession | null;
    /** Who asks, on routes of the office; null elsewhere. */
    office: OfficePerson | null;
  }
}
