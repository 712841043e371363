import type { FastifyServerOptions } from 'fastify';
import type { App } from '../app.ts';
import { whoOf } from './office-guard.ts';

export type LogLevel = 'error' | 'info' | 'debug' | 'silent';

/** Structured lines without addresses, names, tokens or bodies. */
export function logOptions(level: LogLevel): NonNullable<FastifyServerOptions['logger']> {
  if (level === 'silent') return false;
  return { level, base: null, serializers: { req: () => ({}), res: () => ({}) } };
}

/** One line a request: what was asked for by the route's own name, so that nothing a caller wrote is repeated. */
export function logRequests(app: App): void {
  app.addHook('onResponse', async (request, reply) => {
    const line = {
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      deviceId: request.session?.deviceId,
      ...whoOf(request),
    };
    request.log.info(line, 'answered');
  });
}
