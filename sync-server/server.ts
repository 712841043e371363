import compress from '@fastify/compress';
import { fastifySSE } from '@fastify/sse';
import fastify, { LogController } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { App } from './app.ts';
import { guardRoutes, type Doors } from './plugins/access.ts';
import { readCookies } from './plugins/office-guard.ts';
import { describeApi } from './plugins/api-docs.ts';
import { serveAppFiles } from './plugins/app-files.ts';
import { guardDigests } from './plugins/digests.ts';
import { closeGracefully } from './plugins/graceful-close.ts';
import { limitLoad } from './plugins/load-limit.ts';
import { publishMetrics } from './plugins/metrics.ts';
import { answerProblems } from './plugins/problems.ts';
import { limitRates } from './plugins/rate-limits.ts';
import { logOptions, logRequests, type LogLevel } from './plugins/request-log.ts';
import { requireHttps } from './plugins/require-https.ts';
import { sendSecurityHeaders } from './plugins/security-headers.ts';
import type { Premises } from './premises.ts';
import { consoleBackupRoute } from './routes/console-backup.ts';
import { consoleBackupStatusRoute } from './routes/console-backup-status.ts';
import { consoleDecideRoute } from './routes/console-decide.ts';
import { consoleMakeCodeRoute } from './routes/console-make-code.ts';
import { consoleViewCodeRoute } from './routes/console-view-code.ts';
import { dumpRoute } from './routes/dump.ts';
import { enrolRoute } from './routes/enrol.ts';
import { healthzRoute } from './routes/healthz.ts';
import { importRoute } from './routes/import.ts';
import { consoleImportRoute } from './routes/console-import.ts';
import { pinRoute } from './routes/pin.ts';
import { pokeRoute } from './routes/poke.ts';
import { pullRoute } from './routes/pull.ts';
import { pushRoute } from './routes/push.ts';
import { readyzRoute } from './routes/readyz.ts';
import { sessionNonceRoute } from './routes/session-nonce.ts';
import { sessionRoute } from './routes/session.ts';
import { addOfficeRoutes } from './routes/office/add-office-routes.ts';
import { setupCheckRoute } from './routes/setup-check.ts';
import { setupFoundRoute } from './routes/setup-found.ts';

export interface ServerOptions extends Doors {
  /** The built app; null serves the API alone. */
  readonly appFolder: string | null;
  readonly logLevel: LogLevel;
  /** Requests under way at once before the server says "later". */
  readonly underWayMax?: number;
}

const BODY_BYTES_MAX = 64 * 1024;
const COMPRESS_FROM_BYTES = 1024;
/** Half a megabyte takes close to two minutes on a 2G link. */
const REQUEST_TIMEOUT_MS = 5 * 60_000;
/** Between two comments on a line that has nothing to say, so that proxies keep it and a dead one is noticed. */
const HEARTBEAT_MS = 20_000;

/**
 * Builds the server without opening a port. Closing it lets requests under way finish and then closes the premises.
 */
export async function buildServer(premises: Premises, options: ServerOptions): Promise<App> {
  const app: App = fastify({
    logger: logOptions(options.logLevel),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: 'idle',
    // The proxy with the certificate runs on this machine; nobody else's word about an address or a protocol counts. Without
    // it all shops would have one address, and share its limits.
    trustProxy: 'loopback',
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.removeContentTypeParser('text/plain');
  app.addHook('onClose', () => premises.close());
  answerProblems(app, options.appFolder !== null);
  guardDigests(app);
  closeGracefully(app);
  logRequests(app);
  limitLoad(app, options.underWayMax);
  requireHttps(app);
  await readCookies(app);
  guardRoutes(app, premises, options);
  await sendSecurityHeaders(app);
  await limitRates(app);
  await app.register(compress, { threshold: COMPRESS_FROM_BYTES, encodings: ['br', 'gzip'] });
  publishMetrics(app, premises.backups);
  if (premises.mode === 'demo') await describeApi(app);
  await app.register(fastifySSE, { heartbeatInterval: HEARTBEAT_MS });
  // Lines end before requests under way are waited for: a line is never done by itself.
  app.addHook('preClose', async () => premises.pokes.close());
  addRoutes(app, premises);
  if (options.appFolder !== null) await serveAppFiles(app, options.appFolder);
  return app;
}

function addRoutes(app: App, premises: Premises): void {
  const routes = [
    healthzRoute,
    readyzRoute,
    setupCheckRoute,
    setupFoundRoute,
    addOfficeRoutes,
    enrolRoute,
    sessionNonceRoute,
    sessionRoute,
    pushRoute,
    pullRoute,
    pokeRoute,
    dumpRoute,
    importRoute,
    pinRoute,
    consoleMakeCodeRoute,
    consoleViewCodeRoute,
    consoleDecideRoute,
    consoleBackupRoute,
    consoleBackupStatusRoute,
    consoleImportRoute,
  ];
  for (const addRoute of routes) addRoute(app, premises);
}
