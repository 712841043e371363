import type { FastifyRequest } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { App } from '../app.ts';
import type { BackupKeeper } from '../backup/backup-keeper.ts';
import { SERVER_BUILD } from '../version.ts';
import { LASTING_ROUTE } from './requests.ts';

const PUSH_URL = '/api/sync/v1/push';
const MS_PER_S = 1000;
/** A page of rows or a hello takes milliseconds, half a megabyte of sales over 2G minutes. */
const SECONDS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60];

/**
 * Numbers for Prometheus at `/metrics`: the process, requests by route, what became of entries, and what each tablet last said
 * it still holds. Devices stand there by their id; no name, no money of a person, nothing that a caller wrote freely.
 */
export function publishMetrics(app: App, backups: Pick<BackupKeeper, 'status'>): void {
  const register = new Registry();
  register.setDefaultLabels({ build: SERVER_BUILD });
  collectDefaultMetrics({ register, prefix: 'gerai_' });
  timeRequests(app, register);
  countEntries(app, register);
  watchBackups(backups, register);
  app.route({
    method: 'GET',
    url: '/metrics',
    schema: { hide: true },
    handler: async (_request, reply) =>
      reply
        .type(register.contentType)
        .serializer(String)
        .send(await register.metrics()),
  });
}

function timeRequests(app: App, register: Registry): void {
  const duration = new Histogram({
    name: 'gerai_http_request_seconds',
    help: 'Time from a request to the end of its reply',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers: [register],
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    if (route === LASTING_ROUTE) return;
    duration.observe(
      { method: request.method, route, status: reply.statusCode },
      reply.elapsedTime / MS_PER_S,
    );
  });
}

function countEntries(app: App, register: Registry): void {
  const registers = [register];
  const entries = new Counter({
    name: 'gerai_entries_total',
    help: 'Entries answered, by what became of them',
    labelNames: ['status'],
    registers,
  });
  const outcomes = new Counter({
    name: 'gerai_pushes_total',
    help: 'Pushes answered, by outcome: anything but ok is a lineage in doubt',
    labelNames: ['outcome'],
    registers,
  });
  const unsent = new Gauge({
    name: 'gerai_device_unsent_entries',
    help: 'Entries a device had not sent when it last spoke to this process',
    labelNames: ['device'],
    registers,
  });
  const contact = new Gauge({
    name: 'gerai_device_contact_timestamp_seconds',
    help: 'When a device last pushed to this process',
    labelNames: ['device'],
    registers,
  });
  app.addHook('preSerialization', async (request, _reply, payload) => {
    if (request.routeOptions.url !== PUSH_URL || !isPushReply(payload)) return payload;
    outcomes.inc({ outcome: payload.outcome });
    for (const [, status] of payload.status) entries.inc({ status });
    const device = request.session?.deviceId ?? '';
    contact.set({ device }, Date.now() / MS_PER_S);
    unsent.set({ device }, pendingIn(request));
    return payload;
  });
}

/** An alarm belongs on the age of the newest backup: a server that makes none looks well in every other number. */
function watchBackups(backups: Pick<BackupKeeper, 'status'>, register: Registry): void {
  const registers = [register];
  const made: Gauge = new Gauge({
    name: 'gerai_backup_timestamp_seconds',
    help: 'When the newest verified backup was made, 0 without one',
    registers,
    collect: () => made.set((backups.status().last?.madeAt ?? 0) / MS_PER_S),
  });
  const failing: Gauge = new Gauge({
    name: 'gerai_backup_failing',
    help: '1 while the last try to make a backup has failed',
    registers,
    collect: () => failing.set(backups.status().failure === null ? 0 : 1),
  });
}

/** What the request said was unsent before its own entries came. */
function pendingIn(request: FastifyRequest): number {
  const body: unknown = request.body;
  if (typeof body !== 'object' || body === null || !('client' in body) || !('entries' in body)) return 0;
  const { client, entries } = body;
  if (typeof client !== 'object' || client === null || !('pending' in client)) return 0;
  const sent = Array.isArray(entries) ? entries.length : 0;
  return Math.max(0, Number(client.pending) - sent);
}

function isPushReply(
  payload: unknown,
): payload is { readonly outcome: string; readonly status: readonly (readonly [number, string])[] } {
  return (
    typeof payload === 'object' &&
    payload !== null &&
    'outcome' in payload &&
    typeof payload.outcome === 'string' &&
    'status' in payload &&
    Array.isArray(payload.status)
  );
}
